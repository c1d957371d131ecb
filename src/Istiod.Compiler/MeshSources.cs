using System.Diagnostics.CodeAnalysis;
using Istiod.Compiler.Names;
using Istiod.Compiler.Selection;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler;

/// <summary>All outside state: one source for each config kind that translation reads, and the settings.</summary>
/// <remarks>
/// <see cref="Of"/> gives the source that is fed. The properties of Istio's kinds leave out objects that do not count: of namespaces
/// that no discovery selector selects, of another revision (label <c>istio.io/rev</c>), of other clusters than the config's.
/// istiod: pilot/pkg/config/kube/crdclient/client.go:inRevision.
/// </remarks>
public sealed class MeshSources
{
    private readonly Dictionary<KindDescriptor, Source<ObjectKey, ConfigObject>> _byKind = [];
    private readonly Dictionary<KindDescriptor, Collection<ObjectKey, ConfigObject>> _counting = [];

    /// <summary>Adds the sources to <paramref name="graph"/>.</summary>
    public MeshSources(Graph graph)
    {
        Settings = graph.AddSource<SettingsKey, MeshSettings>("settings");
        JwtKeys = graph.AddSource<JwtKeysDemand, JwtKeys>("jwt-keys");
        OwnRoots = graph.AddSingleton<string>("own-roots");
        SecretReviews = graph.AddSource<SecretReader, bool>("secret-reviews");
        foreach (KindDescriptor kind in KindCatalog.All)
        {
            _byKind.Add(kind, graph.AddSource<ObjectKey, ConfigObject>(kind.Id));
        }

        Selection = new NamespaceSelection(graph, Settings, Namespaces);
        foreach (KindDescriptor kind in KindCatalog.All)
        {
            if (kind.Group.EndsWith("istio.io", StringComparison.Ordinal))
            {
                _counting.Add(kind, Counting(graph, kind));
            }
        }
    }

    /// <summary>The one settings value.</summary>
    public Source<SettingsKey, MeshSettings> Settings { get; }

    /// <summary>Which namespaces count.</summary>
    internal NamespaceSelection Selection { get; }

    /// <summary>Published keys of token issuers, as the host fetches them.</summary>
    public Source<JwtKeysDemand, JwtKeys> JwtKeys { get; }

    /// <summary>Which service accounts may list the secrets of their namespace, as the API server answered the host.</summary>
    public Source<SecretReader, bool> SecretReviews { get; }

    /// <summary>Roots of the control plane's own authority, PEM.</summary>
    public Source<Unit, string> OwnRoots { get; }

    /// <summary>Kubernetes Services.</summary>
    public Source<ObjectKey, ConfigObject> Services => Of(KindCatalog.Service);

    /// <summary>EndpointSlices.</summary>
    public Source<ObjectKey, ConfigObject> EndpointSlices => Of(KindCatalog.EndpointSlice);

    /// <summary>Pods.</summary>
    public Source<ObjectKey, ConfigObject> Pods => Of(KindCatalog.Pod);

    /// <summary>Nodes.</summary>
    public Source<ObjectKey, ConfigObject> Nodes => Of(KindCatalog.Node);

    /// <summary>Namespaces.</summary>
    public Source<ObjectKey, ConfigObject> Namespaces => Of(KindCatalog.Namespace);

    /// <summary>ServiceEntries.</summary>
    public Collection<ObjectKey, ConfigObject> ServiceEntries => _counting[KindCatalog.ServiceEntry];

    /// <summary>WorkloadEntries.</summary>
    public Collection<ObjectKey, ConfigObject> WorkloadEntries => _counting[KindCatalog.WorkloadEntry];

    /// <summary>VirtualServices.</summary>
    public Collection<ObjectKey, ConfigObject> VirtualServices => _counting[KindCatalog.VirtualService];

    /// <summary>DestinationRules.</summary>
    public Collection<ObjectKey, ConfigObject> DestinationRules => _counting[KindCatalog.DestinationRule];

    /// <summary>Sidecars.</summary>
    public Collection<ObjectKey, ConfigObject> Sidecars => _counting[KindCatalog.Sidecar];

    /// <summary>Istio Gateways.</summary>
    public Collection<ObjectKey, ConfigObject> Gateways => _counting[KindCatalog.IstioGateway];

    /// <summary>PeerAuthentications.</summary>
    public Collection<ObjectKey, ConfigObject> PeerAuthentications => _counting[KindCatalog.PeerAuthentication];

    /// <summary>RequestAuthentications.</summary>
    public Collection<ObjectKey, ConfigObject> RequestAuthentications => _counting[KindCatalog.RequestAuthentication];

    /// <summary>AuthorizationPolicies.</summary>
    public Collection<ObjectKey, ConfigObject> AuthorizationPolicies => _counting[KindCatalog.AuthorizationPolicy];

    /// <summary>Telemetries.</summary>
    public Collection<ObjectKey, ConfigObject> Telemetries => _counting[KindCatalog.Telemetry];

    /// <summary>EnvoyFilters.</summary>
    public Collection<ObjectKey, ConfigObject> EnvoyFilters => _counting[KindCatalog.EnvoyFilter];

    /// <summary>TrafficExtensions.</summary>
    public Collection<ObjectKey, ConfigObject> TrafficExtensions => _counting[KindCatalog.TrafficExtension];

    /// <summary>WasmPlugins.</summary>
    public Collection<ObjectKey, ConfigObject> WasmPlugins => _counting[KindCatalog.WasmPlugin];

    /// <summary>Whether objects of a namespace count, by the mesh's discovery selectors.</summary>
    public bool Counts(Revision revision, ClusterId cluster, string namespaceName) => Selection.Includes(revision, cluster, namespaceName);

    /// <summary>The source of a kind.</summary>
    public Source<ObjectKey, ConfigObject> Of(KindDescriptor kind) => _byKind[kind];

    /// <summary>The source of a kind, if translation reads it.</summary>
    public bool TryGet(KindDescriptor kind, [NotNullWhen(true)] out Source<ObjectKey, ConfigObject>? source) =>
        _byKind.TryGetValue(kind, out source);

    private Derived<ObjectKey, ConfigObject> Counting(Graph graph, KindDescriptor kind)
    {
        bool isOfAllClusters = ReferenceEquals(kind, KindCatalog.WorkloadEntry);
        return graph.Derive<ObjectKey, ConfigObject, ObjectKey, ConfigObject>(
            $"{kind.Id}-that-count",
            Of(kind),
            (key, item, reads, output) =>
            {
                if (reads.TryGet(Settings, SettingsKey.Mesh, out MeshSettings? settings)
                    && (isOfAllClusters || key.Cluster == settings.ConfigCluster)
                    && (!item.Meta.Labels.TryGet(LabelNames.Revision, out string? revision)
                        || string.Equals(revision, settings.Revision, StringComparison.Ordinal))
                    && Selection.Includes(reads, key))
                {
                    output.Add(key, item);
                }
            });
    }
}
