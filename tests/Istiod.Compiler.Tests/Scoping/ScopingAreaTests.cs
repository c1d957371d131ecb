using Istiod.Compiler.Scoping;
using Istiod.Compiler.Traffic.VirtualServices;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ServicePort = Istiod.Model.ServicePort;
using WorkloadSelector = Istiod.Model.WorkloadSelector;

namespace Istiod.Compiler.Tests.Scoping;

public sealed class ScopingAreaTests
{
    private static readonly ClusterId s_cluster = new("Kubernetes");

    private readonly Graph _graph = new();
    private readonly MeshSources _sources;
    private readonly Source<ServiceKey, MeshService> _services;
    private readonly ScopingArea _area;
    private readonly ChangeBatch _batch;
    private int _created;
    private bool _isApplied;

    public ScopingAreaTests()
    {
        _sources = new MeshSources(_graph);
        _services = _graph.AddSource<ServiceKey, MeshService>("services");
        Index<Hostname, ServiceKey, MeshService> byHost = _graph.AddIndex<Hostname, ServiceKey, MeshService>(
            "services-by-host", _services, static (key, _, sink) => sink.Add(key.Host));
        _area = ScopingArea.Wire(_graph, _sources, _services, byHost, VirtualServicesArea.Wire(_graph, _sources).OnGateway);
        _graph.Build();
        _batch = _graph.NewBatch();
        _batch.Upsert(_sources.Settings, s_cluster, SettingsKey.Mesh, new MeshSettings
        {
            Mesh = new MeshConfig { RootNamespace = "istio-system" },
            Networks = new(),
        });
    }

    [Fact]
    public void Scopes_WithoutSidecar_ReachesAllVisibleByAge()
    {
        Service("b.far.svc.cluster.local", "far");
        Service("a.far.svc.cluster.local", "far");
        Service("own.shop.svc.cluster.local", "shop", exportTo: new ExportScope(false, ["shop"]));
        Service("hidden.far.svc.cluster.local", "far", exportTo: new ExportScope(false, ["far"]));

        EgressScope scope = Scope(new ScopeKey("shop", default, false));

        Assert.Equal(
            ["own.shop.svc.cluster.local", "b.far.svc.cluster.local", "a.far.svc.cluster.local"], Hosts(scope.Services));
        Assert.Null(Assert.Single(scope.Listeners).Spec);
    }

    [Fact]
    public void Scopes_SameHostInManyNamespaces_OwnWinsThenKubernetesThenOldest()
    {
        Service("x.example", "a", isKubernetes: false);
        Service("x.example", "b", isKubernetes: true);
        Service("x.example", "c", isKubernetes: false);

        Assert.Equal("c", Assert.Single(Scope(new ScopeKey("c", default, false)).Services).Key.Namespace);
        Assert.Equal("b", Assert.Single(Scope(new ScopeKey("shop", default, false)).Services).Key.Namespace);
    }

    [Fact]
    public void Scopes_SidecarWithHosts_ImportsThoseOnly()
    {
        Service("a.far.svc.cluster.local", "far");
        Service("b.far.svc.cluster.local", "far");
        Service("own.shop.svc.cluster.local", "shop");
        Sidecar("shop", "s", new Sidecar
        {
            Egress = { new IstioEgressListener { Hosts = { "./*", "far/a.far.svc.cluster.local", "no-slash" } } },
        });

        EgressScope scope = Scope(new ScopeKey("shop", new NamespacedName("shop", "s"), false));

        Assert.Equal(["a.far.svc.cluster.local", "own.shop.svc.cluster.local"], Hosts(scope.Services));
    }

    [Fact]
    public void Scopes_ListenerWithPort_LimitsServicesToIt()
    {
        Service("a.far.svc.cluster.local", "far", ports: [80, 90]);
        Service("b.far.svc.cluster.local", "far", ports: [90]);
        Sidecar("shop", "s", new Sidecar
        {
            Egress =
            {
                new IstioEgressListener { Port = new SidecarPort { Number = 80, Protocol = "HTTP" }, Hosts = { "*/*" } },
            },
        });

        ScopedService only = Assert.Single(Scope(new ScopeKey("shop", new NamespacedName("shop", "s"), false)).Services);

        Assert.Equal("a.far.svc.cluster.local", only.Key.Host.Value);
        Assert.Equal(80, Assert.Single(only.OnlyPorts));
    }

    [Fact]
    public void Scopes_DestinationsOfVirtualServices_AreReachedThoughNotImported()
    {
        Service("a.shop.svc.cluster.local", "shop");
        Service("b.far.svc.cluster.local", "far", ports: [80, 90]);
        VirtualService route = new() { Hosts = { "a.shop.svc.cluster.local" } };
        route.Http.Add(new HTTPRoute
        {
            Route =
            {
                new HTTPRouteDestination
                {
                    Destination = new Destination { Host = "b.far.svc.cluster.local", Port = new PortSelector { Number = 90 } },
                },
            },
        });
        Put(KindCatalog.VirtualService, "shop", "v", route);
        Sidecar("shop", "s", new Sidecar { Egress = { new IstioEgressListener { Hosts = { "./*" } } } });

        EgressScope scope = Scope(new ScopeKey("shop", new NamespacedName("shop", "s"), false));

        Assert.Equal(["a.shop.svc.cluster.local", "b.far.svc.cluster.local"], Hosts(scope.Services));
        Assert.Equal(90, Assert.Single(scope.Services[1].OnlyPorts));
        Assert.Single(scope.Listeners[0].Services);
    }

    [Fact]
    public void SidecarScopes_SelectorThenNamespaceThenRoot()
    {
        Sidecar("istio-system", "root", new Sidecar());
        Sidecar("shop", "general", new Sidecar());
        Sidecar("shop", "selecting", new Sidecar
        {
            WorkloadSelector = new Protos.Istio.Networking.V1Alpha3.WorkloadSelector { Labels = { ["app"] = "web" } },
        });
        Flush();

        Assert.Equal("selecting", Select("shop", ("app", "web")));
        Assert.Equal("general", Select("shop", ("app", "api")));
        Assert.Equal("root", Select("far", ("app", "web")));
    }

    [Fact]
    public void Scopes_PortOfServiceChanges_ScopeStaysTheSameObject()
    {
        Service("a.far.svc.cluster.local", "far");
        EgressScope before = Scope(new ScopeKey("shop", default, false));
        ChangeBatch change = _graph.NewBatch();
        MeshService service = Make("a.far.svc.cluster.local", "far", true, ExportScope.Public, [81]) with
        {
            CreationTime = DateTimeOffset.UnixEpoch,
        };
        change.Upsert(_services, s_cluster, service.Key, service);
        _graph.Apply(change);

        Assert.Same(before, Scope(new ScopeKey("shop", default, false)));
    }

    private static List<string> Hosts(ValueArray<ScopedService> services)
    {
        List<string> hosts = [];
        foreach (ScopedService service in services)
        {
            hosts.Add(service.Key.Host.Value);
        }

        return hosts;
    }

    private static MeshService Make(string host, string namespaceName, bool isKubernetes, ExportScope exportTo, int[] ports) => new()
    {
        Key = new ServiceKey(namespaceName, new Hostname(host)),
        Name = host.Split('.')[0],
        Registry = isKubernetes ? ServiceRegistry.Kubernetes : ServiceRegistry.External,
        ExportTo = exportTo,
        Ports = [.. Array.ConvertAll(ports, static port => new ServicePort($"http-{port}", port, Protocol.Http))],
    };

    private void Service(
        string host, string namespaceName, bool isKubernetes = true, ExportScope? exportTo = null, int[]? ports = null)
    {
        MeshService service = Make(host, namespaceName, isKubernetes, exportTo ?? ExportScope.Public, ports ?? [80]) with
        {
            CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(_created++),
        };
        _batch.Upsert(_services, s_cluster, service.Key, service);
    }

    private void Sidecar(string namespaceName, string name, Sidecar spec) =>
        Put(KindCatalog.Sidecar, namespaceName, name, spec);

    private void Put(KindDescriptor kind, string namespaceName, string name, object spec)
    {
        ObjectMeta meta = new()
        {
            Namespace = namespaceName,
            Name = name,
            CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(_created++),
        };
        _batch.Upsert(_sources.Of(kind), s_cluster, new ObjectKey(s_cluster, namespaceName, name), new ConfigObject(kind, meta, spec));
    }

    private void Flush()
    {
        if (!_isApplied)
        {
            _isApplied = true;
            Assert.Empty(_graph.Apply(_batch).Errors);
        }
    }

    private EgressScope Scope(ScopeKey key)
    {
        Flush();
        return _graph.Current.Get(_area.Scopes, key);
    }

    private string Select(string namespaceName, (string Key, string Value) label) => _graph.Current.Get(
        _area.SidecarScopes,
        new WorkloadSelector(namespaceName, LabelSet.From([new(label.Key, label.Value)]))).Sidecar.Name;
}
