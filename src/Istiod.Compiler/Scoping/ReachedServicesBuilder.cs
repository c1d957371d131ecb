using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Scoping;

/// <summary>Selects the visible services that a scope's listeners import. Most scopes import the same and then hold one list.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:selectServices, DefaultSidecarScopeForGateway.</remarks>
internal sealed class ReachedServicesBuilder(
    MeshSources sources,
    Collection<ServiceKey, MeshService> services,
    Memo<string, ValueArray<VisibleService>> visible,
    Memo<string, ScopedServices> publicByHost)
{
    /// <summary>The imported services of a scope.</summary>
    public ReachedServices Build(ScopeKey key, Reads reads)
    {
        ValueArray<VisibleService> candidates = reads.Get(visible, key.Namespace);
        if (key.IsGateway)
        {
            return new ReachedServices([Shared(ForGateway(candidates), reads)]);
        }

        MeshSettings settings = ScopeSettings.Of(sources, reads);
        Sidecar? sidecar = ScopeSettings.SidecarOf(sources, key, settings, reads);
        if (sidecar is not { Egress.Count: > 0 })
        {
            return new ReachedServices([Shared(OnePerHost(candidates, key.Namespace, settings.Features), reads)]);
        }

        ScopedServices[] perListener = new ScopedServices[sidecar.Egress.Count];
        for (int i = 0; i < perListener.Length; i++)
        {
            perListener[i] = Shared(ForListener(sidecar.Egress[i], key, candidates, settings.Features, reads), reads);
        }

        return new ReachedServices(ValueArray.Take(perListener));
    }

    /// <summary>
    /// Chooses one namespace for each hostname: the own one, else that of the first Kubernetes service (not in the old way of
    /// scoping), else of the first service.
    /// </summary>
    /// <param name="candidates">By age.</param>
    /// <param name="ownNamespace">Namespace of the proxies; <c>null</c> prefers none.</param>
    public static ValueArray<ScopedService> OnePerHost(
        ValueArray<VisibleService> candidates, string? ownNamespace, MeshFeatures features)
    {
        List<Imported> imported = new(candidates.Count);
        foreach (VisibleService candidate in candidates)
        {
            imported.Add(new Imported(candidate, new ScopedService(candidate.Key, default)));
        }

        return OnePerHost(imported, ownNamespace, features);
    }

    private static ValueArray<ScopedService> OnePerHost(
        List<Imported> imported, string? ownNamespace, MeshFeatures features)
    {
        Dictionary<Hostname, VisibleService> chosen = new(imported.Count);
        foreach (Imported item in imported)
        {
            VisibleService service = item.Service;
            if (!chosen.TryAdd(service.Key.Host, service))
            {
                VisibleService known = chosen[service.Key.Host];
                if (service.Key.Namespace == ownNamespace
                    || (features.UnifiedSidecarScope
                        && service.IsKubernetes
                        && !known.IsKubernetes
                        && known.Key.Namespace != ownNamespace))
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

    private static ValueArray<ScopedService> ForGateway(ValueArray<VisibleService> candidates)
    {
        ScopeServices all = new();
        foreach (VisibleService candidate in candidates)
        {
            all.Add(new ScopedService(candidate.Key, default), candidate.IsKubernetes);
        }

        return all.ToArray();
    }

    private ValueArray<ScopedService> ForListener(
        IstioEgressListener spec,
        ScopeKey key,
        ValueArray<VisibleService> candidates,
        MeshFeatures features,
        Reads reads)
    {
        ImportedHosts hosts = ImportedHosts.Of(spec, key.Namespace);
        int port = ScopeSettings.MatchedPort(spec);
        List<Imported> imported = [];
        foreach (VisibleService candidate in candidates)
        {
            ValueArray<int> onlyPorts = default;
            if (hosts.Imports(candidate, out ValueArray<ServiceKey> hiddenAliases)
                && (port == 0
                    || (reads.TryGet(services, candidate.Key, out MeshService? service)
                        && ScopeSettings.TryLimitTo(port, service, out onlyPorts))))
            {
                imported.Add(new Imported(candidate, new ScopedService(candidate.Key, onlyPorts, hiddenAliases)));
            }
        }

        return OnePerHost(imported, key.Namespace, features);
    }

    private ScopedServices Shared(ValueArray<ScopedService> own, Reads reads)
    {
        ScopedServices common = reads.Get(publicByHost, ScopingArea.Everywhere);
        return own == common.Items ? common : new ScopedServices(own);
    }

    private readonly record struct Imported(VisibleService Service, ScopedService Scoped);
}
