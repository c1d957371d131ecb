using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Render;
using Istiod.Resources;

namespace Istiod.Benchmarks.Meshes;

/// <summary>A proxy as its stream sees it: views it was brought to, and types that may have changed since.</summary>
internal sealed class BenchProxy : IViewListener, IDisposable
{
    // What the listeners of the load refer to.
    private static readonly NameList s_routes = NameList.From(["80"]);
    private static readonly XdsType[] s_types = [XdsType.Cluster, XdsType.Endpoint, XdsType.Listener, XdsType.Route];

    private readonly IProxyViews _views;
    private readonly ResourceView[] _sent = new ResourceView[s_types.Length];
    private XdsTypeSet _dirty;

    /// <summary>Opens the views; none is made yet.</summary>
    /// <param name="namespaceName">Where it is.</param>
    public BenchProxy(MeshPipeline pipeline, int number, string namespaceName = MeshTexts.Namespace)
    {
        if (!pipeline.TryOpen(Node(number, namespaceName), this, out IProxyViews? views, out string? refusal))
        {
            throw new InvalidOperationException(refusal);
        }

        _views = views;
        Array.Fill(_sent, ResourceView.Empty);
    }

    /// <summary>A proxy as translators see it.</summary>
    public static ProxyIdentity Identity(int number)
    {
        ProxyNode node = Node(number, MeshTexts.Namespace);
        return ProxyReader.TryRead(
            node.Id,
            node.Cluster,
            node.Metadata,
            new Locality(node.Region, node.Zone, node.SubZone),
            new Dictionary<string, string>(),
            null,
            out ProxyIdentity? proxy,
            out string? error)
            ? proxy
            : throw new InvalidOperationException(error);
    }

    /// <summary>Resources it holds.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ResourceView view in _sent)
            {
                count += view.Count;
            }

            return count;
        }
    }

    public void Invalidated(XdsTypeSet types, long revision) => _dirty = _dirty.Union(types);

    /// <summary>Makes all views.</summary>
    public void Load()
    {
        foreach (XdsType type in s_types)
        {
            _dirty = _dirty.With(type);
        }

        Push();
    }

    /// <summary>Goes on to the newest views of the types that may have changed.</summary>
    /// <returns>Resources that would be sent.</returns>
    public int Push()
    {
        if (_dirty.IsEmpty)
        {
            return 0;
        }

        int sent = 0;
        IViewSnapshot snapshot = _views.Snapshot();
        for (int i = 0; i < s_types.Length; i++)
        {
            if (!_dirty.Contains(s_types[i]))
            {
                continue;
            }

            ResourceView view = snapshot.View(s_types[i], s_types[i] == XdsType.Route ? s_routes : NameList.Empty)
                ?? throw new InvalidOperationException($"{s_types[i]} is not served");
            sent += view.DeltaSince(_sent[i]).Changed.Length;
            _sent[i] = view;
        }

        _dirty = XdsTypeSet.None;
        return sent;
    }

    public void Dispose() => _views.Dispose();

    private static ProxyNode Node(int number, string namespaceName)
    {
        Struct labels = new();
        labels.Fields["app"] = Value.For("client");
        labels.Fields["security.istio.io/tlsMode"] = Value.For("istio");
        labels.Fields["service.istio.io/canonical-name"] = Value.For("client");
        labels.Fields["service.istio.io/canonical-revision"] = Value.For("latest");
        Struct metadata = new();
        metadata.Fields["CLUSTER_ID"] = Value.For("Kubernetes");
        metadata.Fields["INSTANCE_IPS"] = Value.For(MeshTexts.PodIP(number));
        metadata.Fields["INTERCEPTION_MODE"] = Value.For("REDIRECT");
        metadata.Fields["ISTIO_VERSION"] = Value.For("1.30.3");
        metadata.Fields["MESH_ID"] = Value.For("cluster.local");
        metadata.Fields["NAME"] = Value.For($"client-{number}");
        metadata.Fields["NAMESPACE"] = Value.For(namespaceName);
        metadata.Fields["NODE_NAME"] = Value.For("node-a");
        metadata.Fields["SERVICE_ACCOUNT"] = Value.For("app");
        metadata.Fields["WORKLOAD_NAME"] = Value.For("client");
        metadata.Fields["LABELS"] = new Value { StructValue = labels };
        return new ProxyNode(
            $"sidecar~{MeshTexts.PodIP(number)}~client-{number}.{namespaceName}~{namespaceName}.svc.cluster.local",
            $"client.{namespaceName}",
            metadata,
            "r1",
            "z1",
            "");
    }
}
