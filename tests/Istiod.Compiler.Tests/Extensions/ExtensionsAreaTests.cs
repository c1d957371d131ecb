using Istiod.Compiler.Extensions;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Type.V1Beta1;

namespace Istiod.Compiler.Tests.Extensions;

public sealed class ExtensionsAreaTests
{
    private static readonly ClusterId Cluster = new("Kubernetes");
    private static readonly PolicyTarget Web = new("shop", LabelSet.From([new("app", "web")]));

    private readonly Graph _graph = new();
    private readonly MeshSources _sources;
    private readonly ExtensionsArea _area;
    private readonly ChangeBatch _batch;
    private int _age;

    public ExtensionsAreaTests()
    {
        _sources = new MeshSources(_graph);
        _area = ExtensionsArea.Wire(_graph, _sources);
        _graph.Build();
        _batch = _graph.NewBatch();
        _batch.Upsert(_sources.Settings, Cluster, SettingsKey.Mesh, new MeshSettings
        {
            Mesh = new MeshConfig { RootNamespace = "root" },
            Networks = new MeshNetworks(),
            ConfigCluster = Cluster,
        });
    }

    [Fact]
    public void Extensions_AreOrderedByPriorityThenAge_OwnNamespaceFirst()
    {
        Add(KindCatalog.WasmPlugin, "root", "r", new WasmPlugin { Url = "oci://r" });
        Add(KindCatalog.WasmPlugin, "shop", "none", new WasmPlugin { Url = "oci://n" });
        Add(KindCatalog.TrafficExtension, "shop", "low", new TrafficExtension { Priority = -3, Lua = new LuaConfig { InlineCode = "x" } });
        Add(KindCatalog.WasmPlugin, "shop", "high", new WasmPlugin { Url = "oci://h", Priority = 7 });

        Assert.Equal(
            ["high~istio-translated-wasmplugin", "low", "none~istio-translated-wasmplugin", "r~istio-translated-wasmplugin"],
            Names());
    }

    [Fact]
    public void WhatCannotRun_IsLeftOut()
    {
        Add(KindCatalog.WasmPlugin, "shop", "no-url", new WasmPlugin());
        Add(KindCatalog.WasmPlugin, "shop", "bad-url", new WasmPlugin { Url = "10.0.0.1:5000/x" });
        Add(KindCatalog.TrafficExtension, "shop", "nothing", new TrafficExtension());
        Add(KindCatalog.TrafficExtension, "shop", "empty", new TrafficExtension { Lua = new LuaConfig() });
        Add(KindCatalog.TrafficExtension, "shop", "long", new TrafficExtension { Lua = new LuaConfig { InlineCode = new string('é', 32769) } });
        Add(KindCatalog.WasmPlugin, "shop", "others", new WasmPlugin
        {
            Url = "oci://x",
            Selector = new Protos.Istio.Type.V1Beta1.WorkloadSelector { MatchLabels = { ["app"] = "db" } },
        });

        Assert.Empty(Names());
    }

    [Fact]
    public void Matches_AreOfSideAndPort()
    {
        Add(KindCatalog.WasmPlugin, "shop", "p", new WasmPlugin
        {
            Url = "oci://x",
            Match = { new WasmPlugin.Types.TrafficSelector { Mode = WorkloadMode.Server, Ports = { new PortSelector { Number = 80 } } } },
        });
        TrafficExtensionConfig config = Read()[0];

        Assert.True(config.AppliesTo(WorkloadMode.Server, 80));
        Assert.False(config.AppliesTo(WorkloadMode.Server, 81));
        Assert.False(config.AppliesTo(WorkloadMode.Client, 80));
        Assert.True(config.AppliesTo(WorkloadMode.Server));
        Assert.False(config.AppliesTo(WorkloadMode.Client));
    }

    [Fact]
    public void Wasm_IsFoundByItsMarkedName()
    {
        Add(KindCatalog.WasmPlugin, "shop", "p", new WasmPlugin { Url = "registry.example/p:1" });
        _graph.Apply(_batch);

        Assert.Null(_graph.Current.Get(_area.Wasm, new NamespacedName("shop", "p")));
        Assert.Equal(
            "oci://registry.example/p:1",
            _graph.Current.Get(_area.Wasm, new NamespacedName("shop", "p~istio-translated-wasmplugin"))!.Url.Text);
    }

    [Theory]
    [InlineData("file:///opt/a.wasm", "/opt/a.wasm", true)]
    [InlineData("HTTP://x/a", "http://x/a", false)]
    [InlineData("registry.example:5000/a", "registry.example:5000/a", false)]
    [InlineData("a", "oci://a", false)]
    public void Urls_AreRead(string text, string expected, bool isFile)
    {
        Assert.True(WasmModuleUrl.TryRead(text, out WasmModuleUrl? url));
        Assert.Equal(new WasmModuleUrl(expected, isFile), url);
    }

    private ValueArray<TrafficExtensionConfig> Read()
    {
        _graph.Apply(_batch);
        return _graph.Current.Get(_area.Workloads, Web);
    }

    private List<string> Names()
    {
        List<string> names = [];
        foreach (TrafficExtensionConfig config in Read())
        {
            names.Add(config.Name.Name);
        }

        return names;
    }

    private void Add(KindDescriptor kind, string namespaceName, string name, object spec) => _batch.Upsert(
        _sources.Of(kind),
        Cluster,
        new ObjectKey(Cluster, namespaceName, name),
        new ConfigObject(
            kind,
            new ObjectMeta
            {
                Namespace = namespaceName,
                Name = name,
                CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(_age++),
            },
            spec));
}
