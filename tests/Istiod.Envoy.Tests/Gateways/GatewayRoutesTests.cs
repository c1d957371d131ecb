using Istiod.Model;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using TlsRequirement = Istiod.Protos.Envoy.Config.Route.V3.VirtualHost.Types.TlsRequirementType;

namespace Istiod.Envoy.Tests.Gateways;

public sealed class GatewayRoutesTests
{
    private const string Name = "http.80";

    private readonly GatewayMesh _mesh = new();

    [Fact]
    public void Route_OfNoServer_IsEmpty()
    {
        RouteConfiguration route = _mesh.Route(Name);

        Assert.Equal(Name, route.Name);
        Assert.Empty(route.VirtualHosts);
        Assert.False(route.IgnorePortInHostMatching);
    }

    [Fact]
    public void Route_WithoutVirtualService_AnswersNothing()
    {
        Serve(GatewayMesh.Server(80, "HTTP", "*"));

        VirtualHost host = Assert.Single(_mesh.Route(Name).VirtualHosts);

        Assert.Equal("blackhole:80", host.Name);
        Assert.Empty(host.Routes);
    }

    [Theory]
    [InlineData("*.example", "a.example", "a.example")]
    [InlineData("a.example", "*.example", "a.example")]
    [InlineData("shop/a.example", "A.example", null)]
    [InlineData("shop/A.example", "A.example", "a.example")]
    [InlineData("other/a.example", "a.example", null)]
    public void Host_OfBoth_IsTheNarrowerOne(string server, string virtualService, string? expected)
    {
        Serve(GatewayMesh.Server(80, "HTTP", server));
        _mesh.Bind("web", Spec(virtualService, "web"));

        VirtualHost host = Assert.Single(_mesh.Route(Name).VirtualHosts);

        Assert.Equal(expected is null ? "blackhole:80" : $"{expected}:80", host.Name);
        Assert.Equal([expected ?? "*"], host.Domains);
    }

    [Fact]
    public void Hosts_OfOneVirtualService_CollapseUnderTheMostSpecific()
    {
        Serve(GatewayMesh.Server(80, "HTTP", "*"));
        VirtualService spec = Spec("b.example", "web");
        spec.Hosts.Add("long.example");
        spec.Hosts.Add("*.example");
        _mesh.Bind("web", spec);

        VirtualHost host = Assert.Single(_mesh.Route(Name).VirtualHosts);

        Assert.Equal("long.example:80", host.Name);
        Assert.Equal(["long.example", "b.example", "*.example"], host.Domains);
    }

    [Fact]
    public void Hosts_CollapseSwitchedOff_StayApart()
    {
        _mesh.Features = new MeshFeatures { EnableRouteCollapseOptimization = false };
        Serve(GatewayMesh.Server(80, "HTTP", "*"));
        VirtualService spec = Spec("b.example", "web");
        spec.Hosts.Add("a.example");
        _mesh.Bind("web", spec);

        Assert.Equal(["a.example:80", "b.example:80"], _mesh.Route(Name).VirtualHosts.Select(static host => host.Name));
    }

    [Fact]
    public void Host_OfTwoVirtualServices_HasCatchAllsLast()
    {
        Serve(GatewayMesh.Server(80, "HTTP", "*"));
        _mesh.Bind("first", Spec("a.example", "all"));
        VirtualService second = Spec("a.example", "some");
        second.Http[0].Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/some" } });
        _mesh.Bind("second", second);

        VirtualHost host = Assert.Single(_mesh.Route(Name).VirtualHosts);

        Assert.Equal(["/some", "/"], host.Routes.Select(static route => route.Match?.Prefix));
    }

    [Fact]
    public void Server_ThatRedirects_DemandsTls()
    {
        GatewayServer server = GatewayMesh.Server(
            80, "HTTP", "a.example", ServerTLSSettings.Types.TLSmode.Passthrough);
        server.Spec.Tls!.HttpsRedirect = true; // made with TLS
        Serve(server);

        VirtualHost host = Assert.Single(_mesh.Route(Name).VirtualHosts);

        Assert.Equal(TlsRequirement.All, host.RequireTls);
        Assert.Equal(["a.example"], host.Domains);
    }

    [Fact]
    public void Condition_OnOtherGateway_DoesNotApply()
    {
        Serve(GatewayMesh.Server(80, "HTTP", "*"));
        VirtualService spec = Spec("a.example", "web");
        spec.Http[0].Match.Add(new HTTPMatchRequest { Gateways = { "infra/other" } });
        _mesh.Bind("web", spec);

        Assert.Equal("blackhole:80", Assert.Single(_mesh.Route(Name).VirtualHosts).Name);
    }

    private static VirtualService Spec(string host, string destination)
    {
        VirtualService spec = new() { Hosts = { host } };
        spec.Http.Add(new HTTPRoute
        {
            Route = { new HTTPRouteDestination { Destination = new Destination { Host = $"{destination}.shop.svc.cluster.local" } } },
        });
        return spec;
    }

    private void Serve(params GatewayServer[] servers) =>
        _mesh.Routes.Add(new GatewayRoute(Name, Primitives.ValueArray.Create<GatewayServer>(servers), false));
}
