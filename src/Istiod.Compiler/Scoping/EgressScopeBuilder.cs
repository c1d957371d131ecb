using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Scoping;

/// <summary>Builds a scope out of its Sidecar (or none), the visible services and virtual services.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:initSidecarScopeInternalIndexes, DefaultSidecarScopeForGateway.</remarks>
internal sealed class EgressScopeBuilder(
    MeshSources sources,
    Collection<ServiceKey, MeshService> services,
    Index<Hostname, ServiceKey, MeshService> servicesByHost,
    Memo<string, ValueArray<VisibleService>> visible,
    Memo<string, ValueArray<ScopedService>> publicByHost,
    Memo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>> virtualServices)
{
    /// <summary>The scope of a key.</summary>
    public EgressScope Build(ScopeKey key, Reads reads)
    {
        ValueArray<VisibleService> candidates = reads.Get(visible, key.Namespace);
        return key.IsGateway ? ForGateway(key, candidates, reads) : ForSidecar(key, candidates, reads);
    }

    /// <summary>
    /// Chooses one namespace for each hostname: the own one, else that of the first Kubernetes service, else of the first service.
    /// </summary>
    /// <param name="candidates">By age.</param>
    /// <param name="ownNamespace">Namespace of the proxies; <c>null</c> prefers none.</param>
    /// <remarks>istiod: pilot/pkg/model/sidecar.go:selectServices.</remarks>
    public static ValueArray<ScopedService> OnePerHost(ValueArray<VisibleService> candidates, string? ownNamespace)
    {
        List<Imported> imported = new(candidates.Count);
        foreach (VisibleService candidate in candidates)
        {
            imported.Add(new Imported(candidate, new ScopedService(candidate.Key, default)));
        }

        return OnePerHost(imported, ownNamespace);
    }

    private static ValueArray<ScopedService> OnePerHost(List<Imported> imported, string? ownNamespace)
    {
        Dictionary<Hostname, VisibleService> chosen = new(imported.Count);
        foreach (Imported item in imported)
        {
            VisibleService service = item.Service;
            if (!chosen.TryAdd(service.Key.Host, service))
            {
                VisibleService known = chosen[service.Key.Host];
                if (service.Key.Namespace == ownNamespace
                    || (service.IsKubernetes && !known.IsKubernetes && known.Key.Namespace != ownNamespace))
                {
                    chosen[service.Key.Host] = service;
                }
            }
        }

        List<ScopedService> kept = new(chosen.Count);
        foreach (Imported item in imported)
        {
            if (chosen[item.Service.Key.Host].Key.Namespace == item.Service.Key.Namespace)
            {
                kept.Add(item.Scoped);
            }
        }

        return ValueArray.From(kept);
    }

    private EgressScope ForGateway(ScopeKey key, ValueArray<VisibleService> candidates, Reads reads)
    {
        ScopeServices all = new();
        foreach (VisibleService candidate in candidates)
        {
            all.Add(new ScopedService(candidate.Key, default), candidate.IsKubernetes);
        }

        ValueArray<VirtualServiceConfig> routes =
            reads.Get(virtualServices, new VirtualServiceQuery(key.Namespace, VirtualServiceConfig.MeshGateway));
        return new EgressScope
        {
            Key = key,
            Listeners = [new EgressListener(null, default, routes)],
            Services = Shared(all.ToArray(), reads),
        };
    }

    private EgressScope ForSidecar(ScopeKey key, ValueArray<VisibleService> candidates, Reads reads)
    {
        MeshSettings settings = SettingsOf(reads);
        Sidecar? sidecar = SidecarOf(key, settings, reads);
        Dictionary<ServiceKey, bool> isKubernetes = new(candidates.Count);
        foreach (VisibleService candidate in candidates)
        {
            isKubernetes[candidate.Key] = candidate.IsKubernetes;
        }

        List<EgressListener> listeners = [];
        if (sidecar is { Egress.Count: > 0 })
        {
            foreach (IstioEgressListener spec in sidecar.Egress)
            {
                listeners.Add(Listener(spec, key, candidates, settings, reads));
            }
        }
        else
        {
            listeners.Add(Listener(null, key, candidates, settings, reads));
        }

        ScopeServices union = new();
        foreach (EgressListener listener in listeners)
        {
            foreach (ScopedService scoped in listener.Services)
            {
                union.Add(scoped, isKubernetes[scoped.Key]);
            }

            AddDestinations(union, listener, key.Namespace, settings, reads);
        }

        ValueArray<ScopedService> all = union.ToArray();
        return new EgressScope
        {
            Key = key,
            Sidecar = sidecar,
            Listeners = ValueArray.From(listeners),
            Services = all == listeners[0].Services ? listeners[0].Services : all,
            OutboundTrafficPolicy = sidecar?.OutboundTrafficPolicy ?? MeshPolicy(settings),
        };
    }

    private EgressListener Listener(
        IstioEgressListener? spec, ScopeKey key, ValueArray<VisibleService> candidates, MeshSettings settings, Reads reads)
    {
        ImportedHosts hosts = ImportedHosts.Of(spec, key.Namespace);
        int port = MatchedPort(spec);
        List<Imported> imported = new(candidates.Count);
        foreach (VisibleService candidate in candidates)
        {
            if (hosts.Imports(candidate, out ValueArray<ServiceKey> hiddenAliases)
                && TryLimitTo(port, candidate.Key, reads, out ValueArray<int> onlyPorts))
            {
                imported.Add(new Imported(candidate, new ScopedService(candidate.Key, onlyPorts, hiddenAliases)));
            }
        }

        List<VirtualServiceConfig> routes = [];
        foreach (VirtualServiceConfig config in reads.Get(
            virtualServices, new VirtualServiceQuery(key.Namespace, VirtualServiceConfig.MeshGateway)))
        {
            if (hosts.Imports(config))
            {
                routes.Add(config);
            }
        }

        ValueArray<ScopedService> chosen = OnePerHost(imported, key.Namespace);
        return new EgressListener(spec, Shared(chosen, reads), ValueArray.From(routes));
    }

    // What most scopes reach is the same; they then hold one array.
    private ValueArray<ScopedService> Shared(ValueArray<ScopedService> own, Reads reads)
    {
        ValueArray<ScopedService> common = reads.Get(publicByHost, ScopingArea.Everywhere);
        return own == common ? common : own;
    }

    // Virtual services may send traffic to services that the Sidecar does not import; those come last and replace nothing.
    private void AddDestinations(
        ScopeServices union, EgressListener listener, string ownNamespace, MeshSettings settings, Reads reads)
    {
        int listenerPort = MatchedPort(listener.Spec);
        foreach (VirtualServiceConfig config in listener.VirtualServices)
        {
            foreach ((string host, SortedSet<int> ports) in RouteDestinations.Of(config.Spec, ownNamespace))
            {
                MeshService? service = Find(new Hostname(host), ownNamespace, settings.Features, reads);
                if (service is not null && TryLimit(service, listenerPort, ports, out ValueArray<int> onlyPorts))
                {
                    union.Add(new ScopedService(service.Key, onlyPorts), service.Registry == ServiceRegistry.Kubernetes);
                }
            }
        }
    }

    /// <summary>The service of a hostname: in the own namespace, else the best visible one.</summary>
    /// <remarks>istiod: pilot/pkg/model/sidecar.go:collectImportedServices, pickBestVisibleNamespace, pickFirstVisibleNamespace.</remarks>
    private MeshService? Find(Hostname host, string ownNamespace, MeshFeatures features, Reads reads)
    {
        MeshService? best = null;
        foreach ((ServiceKey key, MeshService service) in reads.Lookup(servicesByHost, host))
        {
            if (key.Namespace == ownNamespace)
            {
                return service;
            }

            if (service.ExportTo.Includes(ownNamespace) && (best is null || IsBetter(service, best, features)))
            {
                best = service;
            }
        }

        return best;
    }

    private static bool IsBetter(MeshService service, MeshService known, MeshFeatures features)
    {
        if (!features.SidecarPickBestServiceNamespace)
        {
            return string.CompareOrdinal(service.Key.Namespace, known.Key.Namespace) < 0;
        }

        bool isKubernetes = service.Registry == ServiceRegistry.Kubernetes;
        bool knownIsKubernetes = known.Registry == ServiceRegistry.Kubernetes;
        return isKubernetes != knownIsKubernetes ? isKubernetes : !isKubernetes && service.CreationTime < known.CreationTime;
    }

    private static bool TryLimit(MeshService service, int listenerPort, SortedSet<int> routePorts, out ValueArray<int> onlyPorts)
    {
        onlyPorts = default;
        if (listenerPort != 0)
        {
            return TryLimitTo(listenerPort, service, out onlyPorts);
        }

        if (routePorts.Count == 0 || routePorts.Contains(0))
        {
            return true;
        }

        List<int> found = [];
        foreach (Model.ServicePort port in service.Ports)
        {
            if (routePorts.Contains(port.Number))
            {
                found.Add(port.Number);
            }
        }

        onlyPorts = found.Count == service.Ports.Count ? default : ValueArray.From(found);
        return found.Count > 0 || service.Ports.IsEmpty;
    }

    private bool TryLimitTo(int port, ServiceKey key, Reads reads, out ValueArray<int> onlyPorts)
    {
        onlyPorts = default;
        return port == 0
            || (reads.TryGet(services, key, out MeshService? service) && TryLimitTo(port, service, out onlyPorts));
    }

    private static bool TryLimitTo(int port, MeshService service, out ValueArray<int> onlyPorts)
    {
        onlyPorts = default;
        if (service.FindPort(port) is null)
        {
            return false;
        }

        onlyPorts = service.Ports.Count == 1 ? default : [port];
        return true;
    }

    /// <summary>The port that services must have to be imported; 0: any. An HTTP proxy port takes all.</summary>
    /// <remarks>istiod: pilot/pkg/model/sidecar.go:needsPortMatch.</remarks>
    private static int MatchedPort(IstioEgressListener? spec) =>
        spec?.Port is { } port && !string.Equals(port.Protocol, "HTTP_PROXY", StringComparison.OrdinalIgnoreCase)
            ? (int)port.Number
            : 0;

    private static OutboundTrafficPolicy? MeshPolicy(MeshSettings settings) =>
        settings.Mesh.OutboundTrafficPolicy is { } policy
            ? new OutboundTrafficPolicy { Mode = (OutboundTrafficPolicy.Types.Mode)(int)policy.Mode }
            : null;

    private Sidecar? SidecarOf(ScopeKey key, MeshSettings settings, Reads reads) =>
        key.Sidecar.Name is { Length: > 0 } name
            && reads.TryGet(
                sources.Sidecars, new ObjectKey(settings.ConfigCluster, key.Sidecar.Namespace, name), out ConfigObject? found)
            ? found.Spec as Sidecar
            : null;

    private MeshSettings SettingsOf(Reads reads) =>
        reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
            ? settings
            : throw new InvalidOperationException("no mesh settings were fed");

    private readonly record struct Imported(VisibleService Service, ScopedService Scoped);
}
