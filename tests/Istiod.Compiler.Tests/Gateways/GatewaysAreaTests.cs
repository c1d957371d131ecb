using Istiod.Compiler.Gateways;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Gateway = Istiod.Protos.Istio.Networking.V1Alpha3.Gateway;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Istiod.Compiler.Tests.Gateways;

public sealed class GatewaysAreaTests
{
    private static readonly ClusterId s_cluster = new("Kubernetes");
    private static readonly LabelSet s_edge = LabelSet.From([new("istio", "edge"), new("zone", "a")]);

    private readonly Graph _graph = new();
    private readonly MeshSources _sources;
    private readonly GatewaysArea _area;
    private readonly ChangeBatch _batch;
    private int _created;

    public GatewaysAreaTests()
    {
        _sources = new MeshSources(_graph);
        _area = GatewaysArea.Wire(_graph, _sources);
        _graph.Build();
        _batch = _graph.NewBatch();
    }

    [Fact]
    public void Merge_Selector_ChoosesWorkloads()
    {
        Add("infra", "edge", new Gateway { Selector = { ["istio"] = "edge" }, Servers = { Http(80, "a.example") } });
        Add("infra", "other", new Gateway { Selector = { ["istio"] = "other" }, Servers = { Http(81, "b.example") } });
        Add("infra", "all", new Gateway { Servers = { Http(82, "c.example") } });

        MergedGateway merged = Merge();

        Assert.Equal(["infra/all", "infra/edge"], merged.Gateways);
        Assert.Equal([80, 82], Numbers(merged));
    }

    [Fact]
    public void Merge_ScopedToNamespace_IgnoresGatewaysOfOthers()
    {
        Add("infra", "edge", new Gateway { Servers = { Http(80, "a.example") } });
        Add("shop", "own", new Gateway { Servers = { Http(81, "b.example") } });

        MergedGateway merged = Merge(new MeshFeatures { ScopeGatewayToNamespace = true });

        Assert.Equal(["infra/edge"], merged.Gateways);
    }

    [Fact]
    public void Merge_HttpOnOnePort_SharesRoutes()
    {
        Add("infra", "edge", new Gateway { Servers = { Http(80, "a.example") } });
        Add("shop", "own", new Gateway { Servers = { Http(80, "b.example") } });

        MergedGateway merged = Merge();

        Assert.Equal("http.80", Assert.Single(merged.Ports).RouteName);
        Assert.Equal(2, Assert.Single(merged.Routes).Servers.Count);
    }

    [Fact]
    public void Merge_OtherProtocolOnPlainPort_IsLeftOutUnlessBoundElsewhere()
    {
        Add("infra", "edge", new Gateway { Servers = { Http(80, "a.example") } });
        Add("infra", "tcp", new Gateway { Servers = { Server(80, "TCP", "*", null) } });
        Server bound = Server(80, "TCP", "*", null);
        bound.Bind = "10.0.0.1";
        Add("infra", "bound", new Gateway { Servers = { bound } });

        MergedGateway merged = Merge();

        Assert.Equal(["", "10.0.0.1"], [merged.Ports[0].Bind, merged.Ports[1].Bind]);
        Assert.Equal(2, merged.Ports.Count);
    }

    [Fact]
    public void Merge_TlsHostsTaken_ServerIsLeftOut()
    {
        Add("infra", "edge", new Gateway { Servers = { Server(443, "HTTPS", "a.example", Mode.Simple) } });
        Add("infra", "late", new Gateway { Servers = { Server(443, "HTTPS", "a.example", Mode.Simple) } });
        Add("infra", "fits", new Gateway { Servers = { Server(443, "HTTPS", "b.example", Mode.Simple) } });

        MergedGateway merged = Merge();

        Assert.Equal(2, Assert.Single(merged.Ports).Servers.Count);
        Assert.Equal(
            ["https.443.p443.edge.infra", "https.443.p443.fits.infra"], [merged.Routes[0].Name, merged.Routes[1].Name]);
    }

    [Fact]
    public void Merge_ServicePort_IsListenedOnAtItsTarget()
    {
        Add("infra", "edge", new Gateway { Servers = { Http(80, "a.example"), Http(81, "b.example") } });
        ServiceKey service = new("infra", new Hostname("edge.infra.svc.cluster.local"));

        MergedGateway merged = Merge(targets:
        [
            new GatewayTarget(service, 80, 9080, false, KeepsPorts: true),
            new GatewayTarget(service, 80, 8080, false, false),
            new GatewayTarget(service, 80, 7080, false, false),
        ]);

        Assert.Equal([8080, 81], Numbers(merged));
        Assert.Equal("http.8080", merged.Ports[0].RouteName);
    }

    [Fact]
    public void Merge_GatewayOfService_HasPortsOfThatServiceOnly()
    {
        Gateway gateway = new() { Servers = { Http(80, "a.example"), Http(81, "b.example") } };
        Add("infra", "edge", gateway, KeyValuePair.Create("internal.istio.io/gateway-service", "edge.infra.svc.cluster.local"));
        ServiceKey service = new("infra", new Hostname("edge.infra.svc.cluster.local"));
        ServiceKey other = new("infra", new Hostname("other.infra.svc.cluster.local"));

        Assert.Equal([8080], Numbers(Merge(targets:
        [
            new GatewayTarget(service, 80, 8080, false, false), new GatewayTarget(other, 81, 8081, false, false),
        ])));
        Assert.Empty(_graph.Current.Get(
            _area.Merged, new GatewayQuery("infra", s_edge, [new GatewayTarget(other, 81, 8081, false, false)])).Ports);
    }

    [Fact]
    public void Merge_AutoPassthrough_IsSeen()
    {
        Add("infra", "edge", new Gateway { Servers = { Server(15443, "TLS", "*.local", Mode.AutoPassthrough) } });

        Assert.True(Merge().PassesToServices);
    }

    [Fact]
    public void Merge_Quic_NeedsTheSwitchAndAUdpPort()
    {
        Add("infra", "edge", new Gateway { Servers = { Server(443, "HTTPS", "a.example", Mode.Simple) } });
        ServiceKey service = new("infra", new Hostname("edge.infra.svc.cluster.local"));

        MergedGateway merged = Merge(
            new MeshFeatures { EnableQuicListeners = true },
            [new GatewayTarget(service, 443, 8443, false, false), new GatewayTarget(service, 443, 8443, true, false)]);

        Assert.Single(merged.Ports[0].QuicServers);
        Assert.True(merged.Routes[0].OffersHttp3);
        Assert.Empty(_graph.Current.Get(_area.Merged, new GatewayQuery("infra", s_edge, default)).Ports[0].QuicServers);
    }

    [Theory]
    [InlineData("./a.example", "infra/a.example")]
    [InlineData("*/a.example", "a.example")]
    [InlineData("shop/a.example", "shop/a.example")]
    [InlineData("*/*", "*")]
    public void Hosts_WithNamespaces_AreResolved(string given, string expected)
    {
        Server server = Http(80, given);

        Assert.Equal(expected, Assert.Single(GatewayHosts.Resolve(server, "infra").Hosts));
        Assert.Equal(given, Assert.Single(server.Hosts));
    }

    private static Server Http(uint port, string host) => Server(port, "HTTP", host, null);

    private static Server Server(uint port, string protocol, string host, Mode? mode) => new()
    {
        Port = new Port { Number = port, Name = $"p{port}", Protocol = protocol },
        Hosts = { host },
        Tls = mode is { } set ? new ServerTLSSettings { Mode = set } : null,
    };

    private static List<int> Numbers(MergedGateway merged)
    {
        List<int> numbers = [];
        foreach (GatewayPort port in merged.Ports)
        {
            numbers.Add(port.Number);
        }

        return numbers;
    }

    private void Add(string namespaceName, string name, Gateway spec, params KeyValuePair<string, string>[] annotations)
    {
        ObjectMeta meta = new()
        {
            Namespace = namespaceName,
            Name = name,
            CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(_created++),
            Annotations = LabelSet.From(annotations),
        };
        _batch.Upsert(
            _sources.Of(KindCatalog.IstioGateway),
            s_cluster,
            new ObjectKey(s_cluster, namespaceName, name),
            new ConfigObject(KindCatalog.IstioGateway, meta, spec));
    }

    private MergedGateway Merge(MeshFeatures? features = null, ValueArray<GatewayTarget> targets = default)
    {
        _batch.Upsert(_sources.Settings, s_cluster, SettingsKey.Mesh, new MeshSettings
        {
            Mesh = new MeshConfig(),
            Networks = new(),
            Features = features ?? new MeshFeatures(),
        });
        Assert.Empty(_graph.Apply(_batch).Errors);
        return _graph.Current.Get(_area.Merged, new GatewayQuery("infra", s_edge, targets));
    }
}
