using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using Istiod.Protos.Istio.Type.V1Beta1;
using ExtensionPhase = Istiod.Protos.Istio.Extensions.V1Alpha1.TrafficExtension.Types.ExecutionPhase;
using Protocol = Istiod.Model.Protocol;

namespace Istiod.Envoy.Tests.Listeners;

public sealed class OutboundListenersTests
{
    [Fact]
    public void HttpService_OnWildcard_IsDetectedWithPassthroughBehind()
    {
        ListenerMesh mesh = new() { Services = { ListenerMesh.Service("api", "10.96.0.1", (80, Protocol.Http)) } };

        Listener listener = mesh.Listeners()["0.0.0.0_80"];

        FilterChain chain = Assert.Single(listener.FilterChains);
        Assert.Equal(["http/1.1", "h2c"], chain.FilterChainMatch!.ApplicationProtocols);
        Assert.Equal("raw_buffer", chain.FilterChainMatch.TransportProtocol);
        Assert.Equal("PassthroughFilterChain", listener.DefaultFilterChain!.Name);
        Assert.False(listener.BindToPort);
        Assert.True(chain.Filters[0].TypedConfig!.TryUnpack(out HttpConnectionManager manager));
        Assert.Equal("80", manager.Rds!.RouteConfigName);
        Assert.Equal("outbound_0.0.0.0_80;", manager.StatPrefix);
        Assert.Equal("istio.metadata_exchange", manager.HttpFilters[0].Name);
        Assert.Equal("envoy.filters.http.router", manager.HttpFilters[^1].Name);
    }

    [Fact]
    public void HttpServices_OfOnePort_ShareOneListener()
    {
        ListenerMesh mesh = new()
        {
            Services =
            {
                ListenerMesh.Service("api", "10.96.0.1", (80, Protocol.Http)),
                ListenerMesh.Service("web", "10.96.0.2", (80, Protocol.Grpc)),
            },
        };

        Assert.Equal(["0.0.0.0_80", "virtualInbound", "virtualOutbound"], mesh.Listeners().Keys);
    }

    [Fact]
    public void TcpService_WithAddress_HasListenerOfItsOwn()
    {
        ListenerMesh mesh = new() { Services = { ListenerMesh.Service("db", "10.96.0.3", (5432, Protocol.Tcp)) } };

        Listener listener = mesh.Listeners()["10.96.0.3_5432"];

        FilterChain chain = Assert.Single(listener.FilterChains);
        Assert.Null(chain.FilterChainMatch);
        Assert.Null(listener.DefaultFilterChain);
        Assert.True(chain.Filters[0].TypedConfig!.TryUnpack(out TcpProxy proxy));
        Assert.Equal("outbound|5432||db.default.svc.cluster.local", proxy.Cluster);
    }

    [Fact]
    public void UndeclaredService_WithAddress_HasRoutesOfItsOwn()
    {
        ListenerMesh mesh = new() { Services = { ListenerMesh.Service("x", "10.96.0.4", (7000, Protocol.Unsupported)) } };

        Listener listener = mesh.Listeners()["10.96.0.4_7000"];

        Assert.Equal("envoy.filters.listener.http_inspector", Assert.Single(listener.ListenerFilters).Name);
        Assert.True(listener.FilterChains[0].Filters[0].TypedConfig!.TryUnpack(out HttpConnectionManager manager));
        Assert.Equal("x.default.svc.cluster.local:7000", manager.Rds!.RouteConfigName);
        Assert.Equal("envoy.filters.network.tcp_proxy", listener.DefaultFilterChain!.Filters[0].Name);
    }

    [Fact]
    public void TcpAndHttp_OnOneWildcardPort_AreMerged()
    {
        MeshService external = ListenerMesh.Service("ext", "0.0.0.0", (80, Protocol.Tcp)) with
        {
            Registry = ServiceRegistry.External,
        };
        ListenerMesh mesh = new()
        {
            Services = { external, ListenerMesh.Service("api", "10.96.0.1", (80, Protocol.Http)) },
        };

        Listener listener = mesh.Listeners()["0.0.0.0_80"];

        Assert.Single(listener.FilterChains);
        Assert.Equal("envoy.filters.network.tcp_proxy", listener.DefaultFilterChain!.Filters[0].Name);
        Assert.Equal("", listener.DefaultFilterChain.Name);
    }

    [Fact]
    public void TlsServiceEntry_WithoutAddress_IsMatchedBySni()
    {
        MeshService external = ListenerMesh.Service("ext", "0.0.0.0", (443, Protocol.Tls)) with
        {
            Registry = ServiceRegistry.External,
            Key = new ServiceKey("default", new Hostname("ext.example.com")),
        };
        ListenerMesh mesh = new() { Services = { external } };

        Listener listener = mesh.Listeners()["0.0.0.0_443"];

        Assert.Equal(["ext.example.com"], Assert.Single(listener.FilterChains).FilterChainMatch!.ServerNames);
        Assert.Equal("envoy.filters.listener.tls_inspector", listener.ListenerFilters[0].Name);
    }

    [Fact]
    public void HeadlessTcp_GetsListenerForEachPodButItsOwn()
    {
        MeshService headless = ListenerMesh.Service("db", "0.0.0.0", (6379, Protocol.Tcp)) with
        {
            Resolution = Resolution.Passthrough,
        };
        ListenerMesh mesh = new() { Services = { headless } };
        mesh.Endpoints[headless.Key] = new ServiceEndpoints(
        [
            new Endpoint { Addresses = ["10.1.0.1"], ServicePortName = "p6379", Port = 6379 },
            new Endpoint { Addresses = ["10.1.0.2"], ServicePortName = "p6379", Port = 6379 },
            new Endpoint { Addresses = ["10.1.0.3"], ServicePortName = "other", Port = 1 },
        ]);

        Assert.Equal(["10.1.0.2_6379", "virtualInbound", "virtualOutbound"], mesh.Listeners().Keys);
    }

    [Fact]
    public void HeadlessTcp_WithoutPods_HasNoListener()
    {
        ListenerMesh mesh = new()
        {
            Services =
            {
                ListenerMesh.Service("db", "0.0.0.0", (6379, Protocol.Tcp)) with { Resolution = Resolution.Passthrough },
            },
        };

        Assert.Equal(["virtualInbound", "virtualOutbound"], mesh.Listeners().Keys);
    }

    [Fact]
    public void VirtualOutbound_RegistryOnly_DropsUnknown()
    {
        Listener listener = new ListenerMesh { AllowsAny = false }.Listeners()["virtualOutbound"];

        Assert.Equal(15001u, listener.FilterChains[0].FilterChainMatch!.DestinationPort);
        Assert.True(listener.FilterChains[1].Filters[0].TypedConfig!.TryUnpack(out TcpProxy proxy));
        Assert.Equal("BlackHoleCluster", proxy.Cluster);
    }

    [Fact]
    public void InterceptionNone_BindsToLoopbackAndHasNoVirtualListeners()
    {
        ListenerMesh mesh = new()
        {
            Services = { ListenerMesh.Service("api", "10.96.0.1", (80, Protocol.Http)) },
            Metadata = new ProxyMetadata { ClusterId = "Kubernetes", InterceptionMode = InterceptionMode.None },
        };

        KeyValuePair<string, Listener> only = Assert.Single(mesh.Listeners());
        Assert.Equal("127.0.0.1_80", only.Key);
        Assert.Null(only.Value.BindToPort);
    }

    [Fact]
    public void HttpProxyPort_MakesForwardProxyListener()
    {
        ListenerMesh mesh = new();
        mesh.Config.ProxyHttpPort = 15002;

        Listener listener = mesh.Listeners()["127.0.0.1_15002"];

        Assert.True(listener.FilterChains[0].Filters[0].TypedConfig!.TryUnpack(out HttpConnectionManager manager));
        Assert.True(manager.HttpProtocolOptions!.AllowAbsoluteUrl);
        Assert.Equal("http_proxy", manager.Rds!.RouteConfigName);
    }

    [Fact]
    public void Extensions_OfClients_StandByPhase()
    {
        TrafficExtensionConfig extension = new()
        {
            Name = new NamespacedName("default", "a"),
            Kind = ExtensionKind.HttpWasm,
            Phase = ExtensionPhase.Authn,
        };
        ListenerMesh mesh = new()
        {
            Services = { ListenerMesh.Service("api", "10.96.0.1", (80, Protocol.Http)) },
            Extensions =
            [
                extension,
                extension with { Name = new NamespacedName("default", "b"), Kind = ExtensionKind.NetworkWasm },
                extension with { Name = new NamespacedName("default", "c"), Matches = [new TrafficSelector { Mode = WorkloadMode.Server }] },
            ],
        };

        FilterChain chain = mesh.Listeners()["0.0.0.0_80"].FilterChains[0];

        Assert.Equal("extensions.istio.io/trafficextension/default.b", chain.Filters[0].Name);
        Assert.NotNull(chain.Filters[0].ConfigDiscovery);
        Assert.True(chain.Filters[1].TypedConfig!.TryUnpack(out HttpConnectionManager manager));
        Assert.Equal("istio.metadata_exchange", manager.HttpFilters[0].Name);
        Assert.Equal("extensions.istio.io/trafficextension/default.a", manager.HttpFilters[1].Name);
        Assert.DoesNotContain(manager.HttpFilters, static f => f.Name.EndsWith(".c", StringComparison.Ordinal));
    }
}
