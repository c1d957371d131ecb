using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render;

namespace Istiod.Debug.Shapes;

/// <summary>The objects of a kind that count, as the reference's config store lists them.</summary>
/// <remarks>Of the config cluster, the control plane's revision and selected namespaces. istiod: pilot/pkg/config/kube/crdclient/client.go.</remarks>
internal static class ObjectList
{
    private const string RevisionLabel = "istio.io/rev";

    /// <summary>Kinds of the reference's config store, in its order.</summary>
    /// <remarks>istiod: pkg/config/schema/collections: PilotGatewayAPI, and Ingress from its own store.</remarks>
    public static IReadOnlyList<KindDescriptor> Kinds { get; } =
    [
        KindCatalog.AuthorizationPolicy,
        KindCatalog.BackendTLSPolicy,
        KindCatalog.DestinationRule,
        KindCatalog.EnvoyFilter,
        KindCatalog.GrpcRoute,
        KindCatalog.IstioGateway,
        KindCatalog.GatewayClass,
        KindCatalog.HttpRoute,
        KindCatalog.KubernetesGateway,
        KindCatalog.ListenerSet,
        KindCatalog.PeerAuthentication,
        KindCatalog.ProxyConfig,
        KindCatalog.ReferenceGrant,
        KindCatalog.RequestAuthentication,
        KindCatalog.ServiceEntry,
        KindCatalog.Sidecar,
        KindCatalog.TlsRoute,
        KindCatalog.Telemetry,
        KindCatalog.TrafficExtension,
        KindCatalog.VirtualService,
        KindCatalog.WasmPlugin,
        KindCatalog.WorkloadEntry,
        KindCatalog.WorkloadGroup,
        KindCatalog.Ingress,
    ];

    /// <summary>The objects that count, by namespace and name.</summary>
    public static IEnumerable<ConfigObject> Of(MeshPipeline pipeline, Revision revision, KindDescriptor kind)
    {
        if (!pipeline.Sources.TryGet(kind, out Source<ObjectKey, ConfigObject>? source)
            || !revision.TryGet(pipeline.Sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            yield break;
        }

        foreach ((ObjectKey key, ConfigObject item) in revision.All(source).ToArray())
        {
            if (key.Cluster == settings.ConfigCluster
                && (!item.Meta.Labels.TryGet(RevisionLabel, out string? own) || string.Equals(own, settings.Revision, StringComparison.Ordinal))
                && (item.Meta.Namespace.Length == 0 || pipeline.Sources.Counts(revision, key.Cluster, item.Meta.Namespace)))
            {
                yield return item;
            }
        }
    }

    /// <summary>The same, older first.</summary>
    public static List<ConfigObject> ByAge(MeshPipeline pipeline, Revision revision, KindDescriptor kind)
    {
        List<ConfigObject> items = [.. Of(pipeline, revision, kind)];
        items.Sort(static (a, b) => ObjectMeta.CompareByAge(a.Meta, b.Meta));
        return items;
    }
}
