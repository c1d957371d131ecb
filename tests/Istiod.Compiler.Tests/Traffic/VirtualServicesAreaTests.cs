using Istiod.Compiler.Traffic.VirtualServices;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Tests.Traffic;

public sealed class VirtualServicesAreaTests
{
    private static readonly ClusterId s_cluster = new("Kubernetes");

    private readonly Graph _graph = new();
    private readonly MeshSources _sources;
    private readonly VirtualServicesArea _area;
    private readonly ChangeBatch _batch;
    private int _created;
    private bool _isApplied;

    public VirtualServicesAreaTests()
    {
        _sources = new MeshSources(_graph);
        _area = VirtualServicesArea.Wire(_graph, _sources);
        _graph.Build();
        _batch = _graph.NewBatch();
        _batch.Upsert(_sources.Settings, s_cluster, SettingsKey.Mesh, new MeshSettings { Mesh = new MeshConfig(), Networks = new() });
    }

    [Fact]
    public void Merge_ShortNames_AreResolved()
    {
        VirtualService spec = new() { Hosts = { "web" }, Gateways = { "edge", "mesh" } };
        spec.Http.Add(new HTTPRoute { Route = { new HTTPRouteDestination { Destination = new Destination { Host = "api" } } } });
        Add("shop", "web", spec);

        VirtualServiceConfig config = Assert.Single(See("other", "shop/edge"));

        Assert.Equal("web.shop.svc.cluster.local", Assert.Single(config.Spec.Hosts));
        Assert.Equal("api.shop.svc.cluster.local", config.Spec.Http[0].Route[0].Destination!.Host);
        Assert.Single(See("other", "mesh"));
        Assert.Equal("web", Assert.Single(spec.Hosts));
    }

    [Fact]
    public void Merge_Delegate_TakesThePlaceOfTheRoute()
    {
        VirtualService root = new() { Hosts = { "web.shop.svc.cluster.local" } };
        HTTPRoute delegating = new() { Name = "root", Delegate = new Protos.Istio.Networking.V1Alpha3.Delegate { Name = "part", Namespace = "team" } };
        delegating.Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/a" } });
        root.Http.Add(delegating);
        VirtualService part = new();
        HTTPRoute fits = new() { Name = "fits", Route = { new HTTPRouteDestination { Destination = new Destination { Host = "api" } } } };
        fits.Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/a/b" } });
        HTTPRoute doesNot = new() { Name = "doesNot" };
        doesNot.Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/c" } });
        part.Http.Add(fits);
        part.Http.Add(doesNot);
        Add("shop", "web", root);
        Add("team", "part", part);

        HTTPRoute merged = Assert.Single(Assert.Single(See("shop", "mesh")).Spec.Http);

        Assert.Equal("root-fits", merged.Name);
        Assert.Equal("/a/b", merged.Match[0].Uri!.Prefix);
        Assert.Equal("api.team.svc.cluster.local", merged.Route[0].Destination!.Host);
    }

    [Fact]
    public void Merge_DelegateThatIsNotExported_IsLeftOut()
    {
        VirtualService root = new() { Hosts = { "web.shop.svc.cluster.local" } };
        root.Http.Add(new HTTPRoute { Delegate = new Protos.Istio.Networking.V1Alpha3.Delegate { Name = "part", Namespace = "team" } });
        VirtualService part = new() { ExportTo = { "." } };
        part.Http.Add(new HTTPRoute { Name = "secret" });
        Add("shop", "web", root);
        Add("team", "part", part);

        Assert.Empty(Assert.Single(See("shop", "mesh")).Spec.Http);
    }

    [Fact]
    public void OnGateway_OwnThenExportedThenPublic_EachByAge()
    {
        Add("far", "public-old", new VirtualService { Hosts = { "a.example" } });
        Add("far", "for-shop", new VirtualService { Hosts = { "b.example" }, ExportTo = { "shop" } });
        Add("shop", "own", new VirtualService { Hosts = { "c.example" }, ExportTo = { "." } });
        Add("shop", "public-new", new VirtualService { Hosts = { "d.example" } });
        Add("far", "private", new VirtualService { Hosts = { "e.example" }, ExportTo = { "." } });
        Add("shop", "nobody", new VirtualService { Hosts = { "f.example" }, ExportTo = { "~" } });

        List<string> names = [];
        foreach (VirtualServiceConfig config in See("shop", "mesh"))
        {
            names.Add(config.Name.Name);
        }

        Assert.Equal(["own", "for-shop", "public-old", "public-new"], names);
    }

    [Theory]
    [InlineData("edge", "shop/edge")]
    [InlineData("./edge", "shop/edge")]
    [InlineData("infra/edge", "infra/edge")]
    [InlineData("edge.infra.svc.cluster.local", "infra/edge")]
    [InlineData("edge.infra", "infra/edge")]
    public void Gateway_AnyForm_IsNamespaceAndName(string given, string expected) =>
        Assert.Equal(expected, new VirtualServiceNames("shop", "cluster.local").Gateway(given));

    private void Add(string namespaceName, string name, VirtualService spec)
    {
        ObjectMeta meta = new()
        {
            Namespace = namespaceName,
            Name = name,
            CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(_created++),
        };
        _batch.Upsert(
            _sources.Of(KindCatalog.VirtualService),
            s_cluster,
            new ObjectKey(s_cluster, namespaceName, name),
            new ConfigObject(KindCatalog.VirtualService, meta, spec));
    }

    private ValueArray<VirtualServiceConfig> See(string namespaceName, string gateway)
    {
        if (!_isApplied)
        {
            _isApplied = true;
            Assert.Empty(_graph.Apply(_batch).Errors);
        }

        return _graph.Current.Get(_area.OnGateway, new VirtualServiceQuery(namespaceName, gateway));
    }
}
