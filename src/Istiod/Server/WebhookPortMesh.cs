using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Beta1;
using Istiod.Webhooks.Injection.Mesh;

namespace Istiod.Server;

/// <summary>What injection asks about the mesh and its clusters, answered from the newest revision.</summary>
/// <param name="mesh">The running mesh.</param>
internal sealed class WebhookPortMesh(MeshRuntime mesh) : IInjectionMesh, IInjectionCluster
{
    private readonly Lock _lock = new();
    private volatile Known? _known;
    private volatile KnownNodes? _nodes;

    /// <inheritdoc/>
    public InjectionMesh Current
    {
        get
        {
            Revision revision = mesh.Pipeline.Graph.Current;
            MeshSettings settings = mesh.Settings;
            Known? known = _known;
            if (known is not null && ReferenceEquals(known.Revision, revision) && ReferenceEquals(known.Settings, settings))
            {
                return known.Mesh;
            }

            lock (_lock)
            {
                return Read(revision, settings);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? NamespaceAnnotations(string clusterId, string name) =>
        mesh.Pipeline.Graph.Current.TryGet(mesh.Pipeline.Sources.Namespaces, new ObjectKey(new ClusterId(clusterId), "", name), out ConfigObject? found)
            ? ToDictionary(found.Meta.Annotations)
            : null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? KubeletVersions(string clusterId)
    {
        Revision revision = mesh.Pipeline.Graph.Current;
        KnownNodes? known = _nodes;
        if (known is null || !ReferenceEquals(known.Revision, revision) || known.ClusterId != clusterId)
        {
            known = new KnownNodes(revision, clusterId, Versions(revision, clusterId));
            _nodes = known;
        }

        return known.Versions;
    }

    private Dictionary<string, string> Versions(Revision revision, string clusterId)
    {
        Dictionary<string, string> versions = new(StringComparer.Ordinal);
        foreach (KeyValuePair<ObjectKey, ConfigObject> node in revision.All(mesh.Pipeline.Sources.Nodes))
        {
            if (node.Key.Cluster.Value == clusterId)
            {
                versions[node.Key.Name] = (node.Value.Spec as NodeSpec)?.KubeletVersion ?? "";
            }
        }

        return versions;
    }

    private static Dictionary<string, string> ToDictionary(LabelSet labels)
    {
        Dictionary<string, string> result = new(labels.Count, StringComparer.Ordinal);
        for (int i = 0; i < labels.Count; i++)
        {
            result[labels[i].Key] = labels[i].Value;
        }

        return result;
    }

    /// <summary>Settings of a revision; the ones before if nothing that counts differs.</summary>
    private InjectionMesh Read(Revision revision, MeshSettings settings)
    {
        List<ConfigObject> objects = [];
        if (mesh.Pipeline.Sources.TryGet(KindCatalog.ProxyConfig, out Source<ObjectKey, ConfigObject>? source))
        {
            foreach (KeyValuePair<ObjectKey, ConfigObject> item in revision.All(source))
            {
                if (!item.Value.Meta.Labels.TryGet("istio.io/rev", out string? own) || own == settings.Revision)
                {
                    objects.Add(item.Value);
                }
            }
        }

        objects.Sort(static (a, b) => ObjectMeta.CompareByAge(a.Meta, b.Meta));
        Known? known = _known;
        InjectionMesh current = known is not null && ReferenceEquals(known.Settings.Mesh, settings.Mesh) && objects.SequenceEqual(known.Objects)
            ? known.Mesh
            : new InjectionMesh(settings.Mesh, objects.ConvertAll(static item => new ProxyConfigResource(item.Meta.Namespace, item.SpecAs<ProxyConfig>())));
        _known = new Known(revision, settings, objects, current);
        return current;
    }

    private sealed record KnownNodes(Revision Revision, string ClusterId, Dictionary<string, string> Versions);

    private sealed record Known(Revision Revision, MeshSettings Settings, List<ConfigObject> Objects, InjectionMesh Mesh);
}
