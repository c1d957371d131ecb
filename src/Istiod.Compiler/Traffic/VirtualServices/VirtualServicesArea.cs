using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Traffic.VirtualServices;

/// <summary>VirtualService objects → virtual services with full names and merged delegates, found by who may see them.</summary>
/// <remarks>istiod: pilot/pkg/model/virtualservice_controller.go, push_context.go:initVirtualServices, VirtualServicesForGateway.</remarks>
internal sealed class VirtualServicesArea
{
    private readonly MeshSources _sources;
    private readonly Index<VisibleOnGateway, ObjectKey, VirtualServiceConfig> _byGateway;

    private VirtualServicesArea(Graph graph, MeshSources sources, Collection<ObjectKey, VirtualServiceConfig>? converted)
    {
        _sources = sources;
        Derived<ObjectKey, VirtualServiceConfig> own = graph.Derive<ObjectKey, ConfigObject, ObjectKey, VirtualServiceConfig>(
            "virtual-services", sources.VirtualServices, Merge);
        Merged = converted is null
            ? own
            : graph.Join("virtual-services-of-all-apis", own, converted, static (_, first, _) => first);
        _byGateway = graph.AddIndex<VisibleOnGateway, ObjectKey, VirtualServiceConfig>(
            "virtual-services-by-gateway", Merged, static (_, config, sink) => AddKeys(config, sink));
        OnGateway = graph.AddMemo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>>(
            "virtual-services-on-gateway", Select);
    }

    /// <summary>All virtual services with hosts; delegates are put into their roots.</summary>
    public Collection<ObjectKey, VirtualServiceConfig> Merged { get; }

    /// <summary>
    /// What a namespace sees on a gateway: its own private ones, those exported to it by name, then public ones; each part by age,
    /// but own public routes of the Gateway API come before other public ones.
    /// </summary>
    public Memo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>> OnGateway { get; }

    /// <summary>Registers the area in <paramref name="graph"/>.</summary>
    /// <param name="converted">Those that other APIs were turned into; their names are full already.</param>
    public static VirtualServicesArea Wire(
        Graph graph, MeshSources sources, Collection<ObjectKey, VirtualServiceConfig>? converted = null) =>
        new(graph, sources, converted);

    private void Merge(ObjectKey key, ConfigObject item, Reads reads, Output<ObjectKey, VirtualServiceConfig> output)
    {
        if (item.Spec is not VirtualService { Hosts.Count: > 0 } original)
        {
            return;
        }

        MeshSettings settings = SettingsOf(reads);
        VirtualService spec = original.Clone();
        new VirtualServiceNames(item.Meta.Namespace, settings.DomainSuffix).ResolveIn(spec);
        if (HasDelegate(spec))
        {
            PutDelegatesIn(spec, key, settings, reads);
        }

        output.Add(key, new VirtualServiceConfig(
            item.Key,
            item.Meta.CreationTime,
            ExportScope.Parse(spec.ExportTo, settings.Mesh.DefaultVirtualServiceExportTo, item.Meta.Namespace),
            spec.Gateways.Count == 0 ? [VirtualServiceConfig.MeshGateway] : ValueArray.From(spec.Gateways),
            spec));
    }

    private void PutDelegatesIn(VirtualService spec, ObjectKey root, MeshSettings settings, Reads reads)
    {
        List<HTTPRoute> merged = [];
        foreach (HTTPRoute route in spec.Http)
        {
            if (route.Delegate is not { } named)
            {
                merged.Add(route);
                continue;
            }

            ObjectKey target = root with
            {
                Namespace = named.Namespace.Length > 0 ? named.Namespace : root.Namespace,
                Name = named.Name,
            };
            if (reads.TryGet(_sources.VirtualServices, target, out ConfigObject? found)
                && found.Spec is VirtualService { Hosts.Count: 0 } delegateSpec
                && ExportScope.Parse(
                    delegateSpec.ExportTo, settings.Mesh.DefaultVirtualServiceExportTo, target.Namespace).Includes(root.Namespace))
            {
                VirtualService copy = delegateSpec.Clone();
                new VirtualServiceNames(target.Namespace, settings.DomainSuffix).ResolveIn(copy);
                HttpRouteMerge.Merge(route, copy, merged);
            }
        }

        spec.Http.Clear();
        spec.Http.AddRange(merged);
    }

    private ValueArray<VirtualServiceConfig> Select(VirtualServiceQuery query, Reads reads)
    {
        List<VirtualServiceConfig> own = [];
        List<VirtualServiceConfig> exported = [];
        foreach ((ObjectKey _, VirtualServiceConfig config) in reads.Lookup(
            _byGateway, new VisibleOnGateway(query.Namespace, query.Gateway)))
        {
            (config.Name.Namespace == query.Namespace ? own : exported).Add(config);
        }

        List<VirtualServiceConfig> ownRoutes = [];
        List<VirtualServiceConfig> shared = [];
        foreach ((ObjectKey _, VirtualServiceConfig config) in reads.Lookup(
            _byGateway, new VisibleOnGateway(VisibleOnGateway.Everywhere, query.Gateway)))
        {
            bool isOwnRoute = config.Semantics == RouteSemantics.GatewayApi && config.Name.Namespace == query.Namespace;
            (isOwnRoute ? ownRoutes : shared).Add(config);
        }

        own.Sort(VirtualServiceConfig.CompareByAge);
        exported.Sort(VirtualServiceConfig.CompareByAge);
        ownRoutes.Sort(VirtualServiceConfig.CompareByAge);
        shared.Sort(VirtualServiceConfig.CompareByAge);
        own.AddRange(exported);
        own.AddRange(ownRoutes);
        own.AddRange(shared);
        return ValueArray.From(own);
    }

    private MeshSettings SettingsOf(Reads reads) =>
        reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
            ? settings
            : throw new InvalidOperationException("no mesh settings were fed");

    private static bool HasDelegate(VirtualService spec)
    {
        foreach (HTTPRoute route in spec.Http)
        {
            if (route.Delegate is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddKeys(VirtualServiceConfig config, IndexSink<VisibleOnGateway> sink)
    {
        foreach (string gateway in config.Gateways)
        {
            if (config.ExportTo.IsPublic)
            {
                sink.Add(new VisibleOnGateway(VisibleOnGateway.Everywhere, gateway));
                continue;
            }

            foreach (string name in config.ExportTo.Namespaces)
            {
                sink.Add(new VisibleOnGateway(name, gateway));
            }
        }
    }
}
