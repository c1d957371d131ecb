using Istiod.Model;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Protocol = Istiod.Model.Protocol;

namespace Istiod.Envoy.Tests.Listeners;

public sealed class InboundListenersTests
{
    private static ListenerMesh Serving(int targetPort, Protocol protocol)
    {
        MeshService service = ListenerMesh.Service("web", "10.96.0.9", (80, protocol));
        return new ListenerMesh { Targets = { new ServiceTarget(service, service.Ports[0], targetPort) } };
    }

    private static List<FilterChain> ChainsOf(ListenerMesh mesh, uint port)
    {
        List<FilterChain> chains = [];
        foreach (FilterChain chain in mesh.Listeners()["virtualInbound"].FilterChains)
        {
            if ((chain.FilterChainMatch?.DestinationPort ?? 0) == port)
            {
                chains.Add(chain);
            }
        }

        return chains;
    }

    [Theory]
    [InlineData(MtlsMode.Permissive, Protocol.Http, 2)]
    [InlineData(MtlsMode.Strict, Protocol.Http, 1)]
    [InlineData(MtlsMode.Disable, Protocol.Http, 1)]
    [InlineData(MtlsMode.Permissive, Protocol.Tcp, 3)]
    [InlineData(MtlsMode.Permissive, Protocol.Unsupported, 5)]
    [InlineData(MtlsMode.Strict, Protocol.Unsupported, 2)]
    public void Port_ByModeAndProtocol_HasChains(MtlsMode mode, Protocol protocol, int expected)
    {
        ListenerMesh mesh = Serving(8080, protocol);
        mesh.Mtls = new InboundMtls(mode, default);

        Assert.Equal(expected, ChainsOf(mesh, 8080).Count);
    }

    [Fact]
    public void StrictPort_WithinPermissiveWorkload_TakesOnlyMeshTls()
    {
        ListenerMesh mesh = Serving(8080, Protocol.Http);
        mesh.Mtls = new InboundMtls(MtlsMode.Permissive, [new PortMtls(8080, MtlsMode.Strict)]);

        FilterChain chain = Assert.Single(ChainsOf(mesh, 8080));

        Assert.Equal("tls", chain.FilterChainMatch!.TransportProtocol);
        Assert.Equal("envoy.transport_sockets.tls", chain.TransportSocket!.Name);
        Assert.Equal(6, ChainsOf(mesh, 0).Count + ChainsOf(mesh, 15006).Count);
    }

    [Fact]
    public void PortOfPolicyAlone_GetsPassthroughChains()
    {
        ListenerMesh mesh = new() { Mtls = new InboundMtls(MtlsMode.Strict, [new PortMtls(9000, MtlsMode.Disable)]) };

        List<FilterChain> chains = ChainsOf(mesh, 9000);

        Assert.Equal(2, chains.Count);
        Assert.All(chains, static chain => Assert.Null(chain.TransportSocket));
    }

    [Fact]
    public void HttpPort_RouteIsInlineWithoutTimeout()
    {
        FilterChain chain = ChainsOf(Serving(8080, Protocol.Http), 8080)[0];

        Assert.Equal("0.0.0.0_8080", chain.Name);
        Assert.True(chain.Filters[^1].TypedConfig!.TryUnpack(out HttpConnectionManager manager));
        Assert.Equal("inbound|8080||", manager.RouteConfig!.Name);
        Assert.Equal("inbound|http|80", manager.RouteConfig.VirtualHosts[0].Name);
        Assert.Equal(
            "web.default.svc.cluster.local:80/*", manager.RouteConfig.VirtualHosts[0].Routes[0].Decorator!.Operation);
        Assert.Equal("istio-envoy", manager.ServerName);
    }

    [Fact]
    public void DeclaredHttpPort_IsNotInspectedForHttp()
    {
        Listener listener = Serving(8080, Protocol.Http).Listeners()["virtualInbound"];

        ListenerFilter http = listener.ListenerFilters.Find(static f => f.Name.EndsWith("http_inspector"))!;

        Assert.Equal(8080, http.FilterDisabled!.OrMatch!.Rules[0].DestinationPortRange!.Start);
        Assert.Equal(15006, http.FilterDisabled.OrMatch.Rules[1].DestinationPortRange!.Start);
    }

    [Fact]
    public void Replicas_WithEqualLabels_ShareOneView()
    {
        ListenerMesh mesh = Serving(8080, Protocol.Http);

        Assert.True(mesh.View().ContentEquals(mesh.View()));
    }
}
