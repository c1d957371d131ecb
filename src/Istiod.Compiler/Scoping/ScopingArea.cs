using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Scoping;

/// <summary>Sidecar objects, services and virtual services → what proxies may reach.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go, push_context.go:initSidecarScopes, servicesExportedToNamespace.</remarks>
internal sealed class ScopingArea
{
    /// <summary>Stands for all namespaces; no namespace has this name.</summary>
    internal const string Everywhere = "*";

    private ScopingArea(
        Graph graph,
        MeshSources sources,
        Collection<ServiceKey, MeshService> services,
        Index<Hostname, ServiceKey, MeshService> servicesByHost,
        Memo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>> virtualServices)
    {
        Index<string, ObjectKey, ConfigObject> sidecars = graph.AddIndex<string, ObjectKey, ConfigObject>(
            "sidecars-by-namespace", sources.Sidecars, static (key, _, sink) => sink.Add(key.Namespace));
        SidecarScopes = graph.AddMemo<WorkloadSelector, ScopeKey>(
            "sidecar-scopes",
            (workload, reads) => SidecarSelection.Select(workload, ScopeSettings.Of(sources, reads).RootNamespace, sidecars, reads));

        Index<string, ServiceKey, MeshService> byNamespace = graph.AddIndex<string, ServiceKey, MeshService>(
            "services-by-visibility", services, static (_, service, sink) => AddKeys(service, sink));
        Memo<string, ValueArray<VisibleService>> named = graph.AddMemo<string, ValueArray<VisibleService>>(
            "services-visible-by-name", (name, reads) => VisibleTo(name, byNamespace, reads));
        Memo<string, ValueArray<VisibleService>> visible = graph.AddMemo<string, ValueArray<VisibleService>>(
            "services-visible", (name, reads) => Join(reads.Get(named, name), reads.Get(named, Everywhere)));
        Memo<string, ScopedServices> shared = graph.AddMemo<string, ScopedServices>(
            "services-public-by-host",
            (name, reads) => new ScopedServices(ReachedServicesBuilder.OnePerHost(
                reads.Get(named, name), ownNamespace: null, ScopeSettings.Of(sources, reads).Features)));
        ReachedServicesBuilder reached = new(sources, services, visible, shared);
        EgressScopeBuilder builder = new(
            sources,
            services,
            servicesByHost,
            graph.AddMemo<ScopeKey, ReachedServices>("scope-services", reached.Build),
            virtualServices);
        Scopes = graph.AddMemo<ScopeKey, EgressScope>("scopes", builder.Build);
        Reaches = graph.AddMemo<ScopeKey, EgressScope>("reaches", (key, reads) => WithoutHttpRoutes(reads.Get(Scopes, key)));
    }

    /// <summary>See <see cref="MeshModel.SidecarScopes"/>.</summary>
    public Memo<WorkloadSelector, ScopeKey> SidecarScopes { get; }

    /// <summary>See <see cref="MeshModel.Scopes"/>.</summary>
    public Memo<ScopeKey, EgressScope> Scopes { get; }

    /// <summary>See <see cref="MeshModel.Reaches"/>.</summary>
    public Memo<ScopeKey, EgressScope> Reaches { get; }

    /// <summary>Registers the area in <paramref name="graph"/>.</summary>
    public static ScopingArea Wire(
        Graph graph,
        MeshSources sources,
        Collection<ServiceKey, MeshService> services,
        Index<Hostname, ServiceKey, MeshService> servicesByHost,
        Memo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>> virtualServices) =>
        new(graph, sources, services, servicesByHost, virtualServices);

    private static ValueArray<VisibleService> VisibleTo(
        string name, Index<string, ServiceKey, MeshService> byNamespace, Reads reads)
    {
        List<VisibleService> found = [];
        foreach ((ServiceKey _, MeshService service) in reads.Lookup(byNamespace, name))
        {
            found.Add(VisibleService.Of(service));
        }

        found.Sort(VisibleService.CompareByAge);
        return ValueArray.From(found);
    }

    // Without services of its own a namespace shares the list of public ones with all others.
    private static ValueArray<VisibleService> Join(ValueArray<VisibleService> named, ValueArray<VisibleService> shared) =>
        named.IsEmpty ? shared : [.. named.Span, .. shared.Span];

    private static EgressScope WithoutHttpRoutes(EgressScope scope)
    {
        EgressListener[] listeners = new EgressListener[scope.Listeners.Count];
        for (int i = 0; i < listeners.Length; i++)
        {
            List<VirtualServiceConfig> kept = [];
            foreach (VirtualServiceConfig config in scope.Listeners[i].VirtualServices)
            {
                if (config.Spec.HasTcp || config.Spec.HasTls)
                {
                    kept.Add(config);
                }
            }

            listeners[i] = scope.Listeners[i] with { VirtualServices = ValueArray.From(kept) };
        }

        return scope with { Listeners = ValueArray.Take(listeners) };
    }

    private static void AddKeys(MeshService service, IndexSink<string> sink)
    {
        if (service.ExportTo.IsPublic)
        {
            sink.Add(Everywhere);
            return;
        }

        foreach (string name in service.ExportTo.Namespaces)
        {
            sink.Add(name);
        }
    }
}
