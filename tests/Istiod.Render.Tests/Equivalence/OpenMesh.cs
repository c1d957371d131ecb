using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render.Tests.Mesh;
using Istiod.Resources;

namespace Istiod.Render.Tests.Equivalence;

/// <summary>A pipeline with proxies whose views are open, and which of them it said may have changed.</summary>
internal sealed class OpenMesh : IDisposable
{
    /// <summary>Types that are compared.</summary>
    public static readonly XdsType[] Types =
    [
        XdsType.Cluster, XdsType.Endpoint, XdsType.Listener, XdsType.Route, XdsType.Secret, XdsType.NameTable, XdsType.ExtensionConfig,
        XdsType.ProxyConfig,
    ];

    private static readonly NameList s_secrets = NameList.From(
    [
        "kubernetes://cred", "kubernetes://cred-cacert", "kubernetes://central", "kubernetes://far/cred", "kubernetes-gateway://shop/cred",
        "kubernetes-gateway://istio-system/cred", "configmap://far/roots-cacert", "configmap://far/roots",
    ]);

    private static readonly NameList s_routes = NameList.From(
    [
        "80", "81", "8080", "9080", "9000", "443", "8443", "http_proxy", "web.shop.svc.cluster.local:80", "db.example.org:443",
        "cart.shop.svc.cluster.local:8080", "http.80", "http.8080", "https.443.https.gw.istio-system",
    ]);

    private static readonly NameList s_extensions =
        NameList.From(
        [
            "added",
            "extensions.istio.io/trafficextension/istio-system.wasm~istio-translated-wasmplugin",
            "extensions.istio.io/trafficextension/shop.wasm~istio-translated-wasmplugin",
            "extensions.istio.io/trafficextension/istio-system.te",
            "extensions.istio.io/trafficextension/shop.te",
        ]);

    private readonly List<IProxyViews> _proxies = [];
    private readonly List<Listener> _listeners = [];

    public OpenMesh(IReadOnlyList<ProxyNode> proxies, MeshSettings? settings = null, GraphOptions? options = null)
    {
        Pipeline = new MeshPipeline(settings ?? SettingsShape.Plain, null, options);
        foreach (ProxyNode node in proxies)
        {
            Add(node);
        }
    }

    public MeshPipeline Pipeline { get; }

    public int Count => _proxies.Count;

    /// <summary>Opens the views of one more proxy.</summary>
    public int Add(ProxyNode node)
    {
        Listener listener = new();
        if (!Pipeline.TryOpen(node, listener, out IProxyViews? views, out string? refusal))
        {
            throw new InvalidOperationException(refusal);
        }

        _proxies.Add(views);
        _listeners.Add(listener);
        return _proxies.Count - 1;
    }

    /// <summary>Runs edits in one turn. A derivation that threw fails the test.</summary>
    public TurnResult Apply(IEnumerable<MeshEdit> edits)
    {
        ChangeBatch batch = Pipeline.Graph.NewBatch();
        foreach (MeshEdit edit in edits)
        {
            Add(batch, edit);
        }

        TurnResult result = Pipeline.Apply(batch);
        return result.Errors.Count == 0
            ? result
            : throw new InvalidOperationException($"a derivation threw: {result.Errors[0]}", result.Errors[0].Exception);
    }

    /// <summary>A view, and whether it was named dirty since it was last asked for.</summary>
    public ResourceView? View(int proxy, XdsType type, out bool wasDirty)
    {
        wasDirty = _listeners[proxy].Dirty.Remove(type);
        return _proxies[proxy].Snapshot().View(type, NamesOf(type));
    }

    /// <summary>What is subscribed to by name.</summary>
    public static NameList NamesOf(XdsType type) => type == XdsType.Route ? s_routes
        : type == XdsType.Secret ? s_secrets
        : type == XdsType.ExtensionConfig ? s_extensions
        : NameList.Empty;

    public void Dispose()
    {
        foreach (IProxyViews proxy in _proxies)
        {
            proxy.Dispose();
        }
    }

    private void Add(ChangeBatch batch, MeshEdit edit)
    {
        if (edit.Shape == MeshEdit.DropRemote)
        {
            batch.DropPartition(RegistryShapes.Remote);
            return;
        }

        if (edit.Shape == MeshEdit.Settings)
        {
            batch.Upsert(
                Pipeline.Sources.Settings, ClusterId.None, SettingsKey.Mesh, MeshScenario.SettingsOf(edit.Choices));
            return;
        }

        if (edit.Shape == MeshEdit.Keys)
        {
            JwtKeysDemand demand = new(PolicyShapes.KeysUri, PolicyShapes.KeysIssuer);
            if (edit.Choices is null)
            {
                batch.Delete(Pipeline.Sources.JwtKeys, ClusterId.None, demand);
            }
            else
            {
                batch.Upsert(
                    Pipeline.Sources.JwtKeys, ClusterId.None, demand, new JwtKeys($$"""{"keys":[{"kid":"{{edit.Choices[0] % 3}}"}]}"""));
            }

            return;
        }

        if (edit.Shape == MeshEdit.Reviews)
        {
            if (edit.Choices is null)
            {
                batch.Delete(Pipeline.Sources.SecretReviews, RegistryShapes.Local, SecretShapes.Reviewed);
            }
            else
            {
                batch.Upsert(
                    Pipeline.Sources.SecretReviews, RegistryShapes.Local, SecretShapes.Reviewed, edit.Choices[0] % 2 == 0);
            }

            return;
        }

        ObjectShape shape = MeshScenario.Shape(edit.Shape);
        Source<ObjectKey, ConfigObject> source = Pipeline.Sources.Of(shape.Kind);
        if (edit.Choices is null)
        {
            batch.Delete(source, shape.Cluster, shape.Key);
        }
        else
        {
            batch.Upsert(source, shape.Cluster, shape.Key, MeshScenario.Object(edit.Shape, edit.Choices));
        }
    }

    private sealed class Listener : IViewListener
    {
        public HashSet<XdsType> Dirty { get; } = [];

        public void Invalidated(XdsTypeSet types, long revision)
        {
            foreach (XdsType type in Types)
            {
                if (types.Contains(type))
                {
                    Dirty.Add(type);
                }
            }
        }
    }
}
