using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Scoping;

/// <summary>Builds a scope out of its Sidecar (or none), the imported services and virtual services.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:initSidecarScopeInternalIndexes, collectImportedServices.</remarks>
internal sealed class EgressScopeBuilder(
    MeshSources sources,
    Collection<ServiceKey, MeshService> services,
    Index<Hostname, ServiceKey, MeshService> servicesByHost,
    Memo<ScopeKey, ReachedServices> reached,
    Memo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>> virtualServices)
{
    /// <summary>The scope of a key.</summary>
    public EgressScope Build(ScopeKey key, Reads reads)
    {
        ReachedServices imported = reads.Get(reached, key);
        ValueArray<VirtualServiceConfig> routes =
            reads.Get(virtualServices, new VirtualServiceQuery(key.Namespace, VirtualServiceConfig.MeshGateway));
        if (key.IsGateway)
        {
            return new EgressScope
            {
                Key = key,
                Listeners = [new EgressListener(null, default, routes)],
                Services = imported.PerListener[0].Items,
            };
        }

        MeshSettings settings = ScopeSettings.Of(sources, reads);
        Sidecar? sidecar = ScopeSettings.SidecarOf(sources, key, settings, reads);
        EgressListener[] listeners = new EgressListener[imported.PerListener.Count];
        for (int i = 0; i < listeners.Length; i++)
        {
            IstioEgressListener? spec = sidecar is { Egress.Count: > 0 } ? sidecar.Egress[i] : null;
            listeners[i] = new EgressListener(
                spec, imported.PerListener[i].Items, Imported(ImportedHosts.Of(spec, key.Namespace), routes));
        }

        return new EgressScope
        {
            Key = key,
            Sidecar = sidecar,
            Listeners = ValueArray.Take(listeners),
            Services = listeners.Length == 1 && AddsNothing(imported.PerListener[0], listeners[0], key, settings, reads)
                ? listeners[0].Services
                : Unite(listeners, key, settings, reads),
            OutboundTrafficPolicy = sidecar?.OutboundTrafficPolicy ?? MeshPolicy(settings),
        };
    }

    private static ValueArray<VirtualServiceConfig> Imported(ImportedHosts hosts, ValueArray<VirtualServiceConfig> all)
    {
        if (hosts.IsEverything)
        {
            return all;
        }

        List<VirtualServiceConfig> imported = [];
        foreach (VirtualServiceConfig config in all)
        {
            if (hosts.Imports(config))
            {
                imported.Add(config);
            }
        }

        return ValueArray.From(imported);
    }

    // The usual case, which needs no new list: all destinations are imported anyway.
    private bool AddsNothing(
        ScopedServices imported, EgressListener listener, ScopeKey key, MeshSettings settings, Reads reads)
    {
        foreach (VirtualServiceConfig config in listener.VirtualServices)
        {
            foreach (string host in RouteDestinations.Of(config.Spec, key.Namespace).Keys)
            {
                MeshService? service = Find(new Hostname(host), key.Namespace, settings.Features, reads);
                if (service is not null && !imported.HasAllOf(service.Key))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private ValueArray<ScopedService> Unite(EgressListener[] listeners, ScopeKey key, MeshSettings settings, Reads reads)
    {
        ScopeServices union = new();
        foreach (EgressListener listener in listeners)
        {
            foreach (ScopedService scoped in listener.Services)
            {
                if (reads.TryGet(services, scoped.Key, out MeshService? service))
                {
                    union.Add(scoped, service.Registry == ServiceRegistry.Kubernetes);
                }
            }

            AddDestinations(union, listener, key.Namespace, settings, reads);
        }

        return union.ToArray();
    }

    // Virtual services may send traffic to services that the Sidecar does not import; those come last and replace nothing.
    private void AddDestinations(
        ScopeServices union, EgressListener listener, string ownNamespace, MeshSettings settings, Reads reads)
    {
        int listenerPort = ScopeSettings.MatchedPort(listener.Spec);
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
            return ScopeSettings.TryLimitTo(listenerPort, service, out onlyPorts);
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

    private static OutboundTrafficPolicy? MeshPolicy(MeshSettings settings) =>
        settings.Mesh.OutboundTrafficPolicy is { } policy
            ? new OutboundTrafficPolicy { Mode = (OutboundTrafficPolicy.Types.Mode)(int)policy.Mode }
            : null;
}
