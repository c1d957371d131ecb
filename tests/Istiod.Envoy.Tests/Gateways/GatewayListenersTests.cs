using Istiod.Model;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;
using Protocol = Istiod.Model.Protocol;

namespace Istiod.Envoy.Tests.Gateways;

public sealed class GatewayListenersTests
{
    private readonly GatewayMesh _mesh = new();

    [Fact]
    public void Listener_PlainHttp_HasOneChainForAllServers()
    {
        _mesh.Listen(8080, Protocol.Http, GatewayMesh.Server(80, "HTTP", "a"), GatewayMesh.Server(80, "HTTP", "b"));

        Listener listener = _mesh.Listeners()["0.0.0.0_8080"];

        FilterChain chain = Assert.Single(listener.FilterChains);
        Assert.Null(chain.FilterChainMatch);
        Assert.Null(chain.TransportSocket);
        Assert.Empty(listener.ListenerFilters);
        HttpConnectionManager manager = Manager(chain);
        Assert.Equal("http.8080", manager.Rds?.RouteConfigName);
        Assert.Equal("outbound_0.0.0.0_8080;", manager.StatPrefix);
        Assert.True(manager.UseRemoteAddress);
    }

    [Fact]
    public void Listener_Https_HasAChainForEachServer()
    {
        GatewayServer named = GatewayMesh.Server(443, "HTTPS", "a.example", Mode.Simple, "https.443.a");
        named.Spec.Name = "front";
        _mesh.Listen(8443, Protocol.Https, named, GatewayMesh.Server(443, "HTTPS", "*", Mode.Mutual, "https.443.b"));

        Listener listener = _mesh.Listeners()["0.0.0.0_8443"];

        Assert.Equal("envoy.filters.listener.tls_inspector", Assert.Single(listener.ListenerFilters).Name);
        Assert.Equal(["a.example"], listener.FilterChains[0].FilterChainMatch?.ServerNames ?? []);
        Assert.Null(listener.FilterChains[1].FilterChainMatch);
        Assert.NotNull(listener.FilterChains[1].TransportSocket);
        Assert.Equal("front", Manager(listener.FilterChains[0]).StatPrefix);
        Assert.Equal("https.443.a", Manager(listener.FilterChains[0]).Rds?.RouteConfigName);
    }

    [Fact]
    public void Listener_Topology_SetsTrustAndProxyProtocol()
    {
        _mesh.Config.DefaultConfig = new ProxyConfig
        {
            GatewayTopology = new Topology
            {
                NumTrustedProxies = 2,
                ForwardClientCertDetails = ForwardClientCertDetails.ForwardOnly,
                ProxyProtocol = new Topology.Types.ProxyProtocolConfiguration(),
            },
        };
        _mesh.Listen(8080, Protocol.Http, GatewayMesh.Server(80, "HTTP", "a"));

        Listener listener = _mesh.Listeners()["0.0.0.0_8080"];

        Assert.Equal("envoy.filters.listener.proxy_protocol", Assert.Single(listener.ListenerFilters).Name);
        HttpConnectionManager manager = Manager(listener.FilterChains[0]);
        Assert.Equal(2u, manager.XffNumTrustedHops);
        Assert.Equal(HttpConnectionManager.Types.ForwardClientCertDetails.ForwardOnly, manager.ForwardClientCertDetails);
        Assert.Null(manager.SetCurrentClientCertDetails);
    }

    [Fact]
    public void Listener_UnprivilegedPod_HasNoLowPorts()
    {
        _mesh.Metadata = new ProxyMetadata { ClusterId = "Kubernetes", Namespace = "infra", UnprivilegedPod = "true" };
        _mesh.Listen(80, Protocol.Http, GatewayMesh.Server(80, "HTTP", "a"));
        _mesh.Listen(1024, Protocol.Http, GatewayMesh.Server(1024, "HTTP", "a"));

        Assert.Equal(["0.0.0.0_1024"], _mesh.Listeners().Keys);
    }

    [Fact]
    public void Listener_DualStack_HasBothAddresses()
    {
        _mesh.Families = AddressFamilies.Dual;
        _mesh.Features = new MeshFeatures { DualStack = true };
        _mesh.Listen(80, Protocol.Http, GatewayMesh.Server(80, "HTTP", "a"));

        AdditionalAddress extra = Assert.Single(_mesh.Listeners()["0.0.0.0_80"].AdditionalAddresses);
        Assert.Equal("::", extra.Address?.SocketAddress?.Address);
    }

    [Fact]
    public void Listener_Quic_IsASecondOne()
    {
        GatewayServer server = GatewayMesh.Server(443, "HTTPS", "a", Mode.Simple, "https.443.a");
        _mesh.Ports.Add(new GatewayPort(8443, Protocol.Https, "", "", [server], [server]));

        Listener listener = _mesh.Listeners()["udp_0.0.0.0_8443"];

        Assert.NotNull(listener.UdpListenerConfig?.QuicOptions);
        Assert.Equal("envoy.transport_sockets.quic", listener.FilterChains[0].TransportSocket?.Name);
        Assert.NotNull(Manager(listener.FilterChains[0]).Http3ProtocolOptions);
    }

    [Fact]
    public void Listener_TcpWithoutRoute_IsLeftOut()
    {
        _mesh.Listen(9000, Protocol.Tcp, GatewayMesh.Server(9000, "TCP", "*"));
        _mesh.Listen(9001, Protocol.Tcp, GatewayMesh.Server(9001, "TCP", "*"));
        VirtualService spec = new() { Hosts = { "*" } };
        spec.Tcp.Add(new TCPRoute
        {
            Match = { new L4MatchAttributes { Port = 9001 } },
            Route = { To("web") },
        });
        _mesh.Bind("tcp", spec);

        Listener listener = Assert.Single(_mesh.Listeners()).Value;

        Assert.Equal("0.0.0.0_9001", listener.Name);
        Assert.Equal("outbound|9001||web.shop.svc.cluster.local", Proxy(listener.FilterChains[0]).Cluster);
    }

    [Fact]
    public void Listener_Passthrough_HasAChainForEachSni()
    {
        _mesh.Listen(8443, Protocol.Tls, GatewayMesh.Server(443, "TLS", "*.example", Mode.Passthrough));
        VirtualService spec = new() { Hosts = { "a.example", "b.example" } };
        spec.Tls.Add(new TLSRoute { Match = { new TLSMatchAttributes { SniHosts = { "a.example" } } }, Route = { To("web") } });
        spec.Tls.Add(new TLSRoute { Match = { new TLSMatchAttributes { SniHosts = { "a.example" } } }, Route = { To("late") } });
        spec.Tls.Add(new TLSRoute
        {
            Match = { new TLSMatchAttributes { SniHosts = { "b.example" }, Gateways = { "infra/other" } } },
            Route = { To("not-here") },
        });
        _mesh.Bind("tls", spec);

        FilterChain chain = Assert.Single(_mesh.Listeners()["0.0.0.0_8443"].FilterChains);

        Assert.Equal(["a.example"], chain.FilterChainMatch?.ServerNames ?? []);
        Assert.Null(chain.TransportSocket);
        Assert.Equal("outbound|443||web.shop.svc.cluster.local", Proxy(chain).Cluster);
    }

    [Fact]
    public void Listener_AutoPassthrough_TakesMutualTlsToServicesOnly()
    {
        _mesh.PassesToServices = true;
        _mesh.Services.Add(GatewayMesh.Service("web", 80));
        _mesh.Services.Add(GatewayMesh.Service("out", 80) with { IsMeshExternal = true });
        _mesh.Listen(15443, Protocol.Tls, GatewayMesh.Server(15443, "TLS", "*.local", Mode.AutoPassthrough));

        FilterChain chain = Assert.Single(_mesh.Listeners()["0.0.0.0_15443"].FilterChains);

        const string Cluster = "outbound_.80_._.web.shop.svc.cluster.local";
        Assert.Equal([Cluster], chain.FilterChainMatch?.ServerNames ?? []);
        Assert.Contains("istio", chain.FilterChainMatch?.ApplicationProtocols ?? []);
        Assert.Equal(Cluster, Proxy(chain).Cluster);
        Protos.Envoy.Config.Cluster.V3.Cluster cluster = _mesh.Clusters()[Cluster];
        Assert.Null(cluster.TransportSocket);
        Assert.Empty(cluster.TransportSocketMatches);
        Assert.Contains("outbound|80||out.shop.svc.cluster.local", _mesh.Clusters().Keys);
        Assert.DoesNotContain("outbound_.80_._.out.shop.svc.cluster.local", _mesh.Clusters().Keys);
    }

    [Fact]
    public void Clusters_Filtered_AreDestinationsOnly()
    {
        _mesh.Features = new MeshFeatures { FilterGatewayClusterConfig = true };
        _mesh.Services.Add(GatewayMesh.Service("web", 80));
        _mesh.Services.Add(GatewayMesh.Service("other", 80));
        VirtualService spec = new() { Hosts = { "*" } };
        spec.Tcp.Add(new TCPRoute { Route = { To("web") } });
        _mesh.Bind("tcp", spec);

        Assert.Equal(["BlackHoleCluster", "outbound|80||web.shop.svc.cluster.local"], _mesh.Clusters().Keys);
    }

    [Fact]
    public void Clusters_ProxyHasCredentialSocket_ReachItsServer()
    {
        Protobuf.Struct raw = new();
        raw.Fields["credential"] = Protobuf.Value.For("true");
        _mesh.Metadata = new ProxyMetadata { ClusterId = "Kubernetes", Namespace = "infra", Raw = RawMetadata.From(raw) };

        Assert.Contains("sds-external", _mesh.Clusters().Keys);
    }

    private static RouteDestination To(string name) =>
        new() { Destination = new Destination { Host = $"{name}.shop.svc.cluster.local" } };

    private static HttpConnectionManager Manager(FilterChain chain) => Unpack<HttpConnectionManager>(chain);

    private static TcpProxy Proxy(FilterChain chain) => Unpack<TcpProxy>(chain);

    private static T Unpack<T>(FilterChain chain)
        where T : Protobuf.ProtoMessage<T>, Protobuf.IProtoMessage<T>
    {
        return Assert.IsType<T>(chain.Filters[^1].TypedConfig is { } config && config.TryUnpack(out T message) ? message : null);
    }
}
