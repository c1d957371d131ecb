using Istiod.Envoy.Routes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Tests.Routes;

public sealed class HttpRouteTranslatorTests
{
    [Fact]
    public void Translate_BehindACatchAll_NothingFollows()
    {
        VirtualService spec = new();
        HTTPRoute first = To("a.example");
        first.Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/x" } });
        first.Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/" } });
        first.Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/y" } });
        spec.Http.Add(first);
        spec.Http.Add(To("b.example"));

        Assert.Equal(2, Translate(spec).Count);
    }

    [Theory]
    [InlineData("web", "shop", 80u, true)]
    [InlineData("api", "shop", 80u, false)]
    [InlineData("web", "far", 80u, false)]
    [InlineData("web", "shop", 81u, false)]
    public void Translate_Source_MustAgree(string app, string sourceNamespace, uint port, bool isThere)
    {
        VirtualService spec = new();
        HTTPRoute rule = To("a.example");
        rule.Match.Add(new HTTPMatchRequest
        {
            SourceLabels = { ["app"] = app },
            SourceNamespace = sourceNamespace,
            Port = port,
        });
        spec.Http.Add(rule);

        Assert.Equal(isThere ? 1 : 0, Translate(spec).Count);
    }

    [Fact]
    public void Translate_GatewaysOfACondition_CountAlone()
    {
        VirtualService spec = new();
        HTTPRoute rule = To("a.example");
        rule.Match.Add(new HTTPMatchRequest { Gateways = { "mesh" }, SourceLabels = { ["app"] = "other" } });
        rule.Match.Add(new HTTPMatchRequest { Gateways = { "infra/edge" } });
        spec.Http.Add(rule);

        Assert.Single(Translate(spec));
    }

    [Fact]
    public void Translate_OneDestination_ItsHeadersBecomeTheRoutes()
    {
        VirtualService spec = new();
        HTTPRoute rule = To("a.example");
        rule.Headers = new Headers { Request = new Headers.Types.HeaderOperations { Set = { ["x"] = "1", ["host"] = "h" } } };
        rule.Route[0].Headers = new Headers
        {
            Request = new Headers.Types.HeaderOperations { Add = { ["b"] = "2", ["a"] = "3" }, Remove = { ":path", "gone" } },
        };
        spec.Http.Add(rule);

        EnvoyRoute route = Assert.Single(Translate(spec));

        Assert.Equal(["x", "a", "b"], route.RequestHeadersToAdd.ConvertAll(static item => item.Header!.Key));
        Assert.Equal("gone", Assert.Single(route.RequestHeadersToRemove));
        Assert.Equal("h", route.Route_!.HostRewriteLiteral);
    }

    [Fact]
    public void Translate_Weights_ZeroIsLeftOut()
    {
        VirtualService spec = new();
        HTTPRoute rule = To("a.example");
        rule.Route[0].Weight = 90;
        rule.Route.Add(new HTTPRouteDestination { Destination = new Destination { Host = "b.example", Subset = "v2" }, Weight = 10 });
        rule.Route.Add(new HTTPRouteDestination { Destination = new Destination { Host = "c.example" } });
        spec.Http.Add(rule);

        WeightedCluster? weighted = Assert.Single(Translate(spec)).Route_!.WeightedClusters;

        Assert.Equal(
            ["outbound|80||a.example", "outbound|80|v2|b.example"], weighted!.Clusters.ConvertAll(static part => part.Name));
    }

    [Theory]
    [InlineData(0u, 0u, "", RedirectAction.Types.RedirectResponseCode.MovedPermanently, 0u)]
    [InlineData(307u, 80u, "", RedirectAction.Types.RedirectResponseCode.TemporaryRedirect, 0u)]
    [InlineData(308u, 443u, "https", RedirectAction.Types.RedirectResponseCode.PermanentRedirect, 0u)]
    [InlineData(302u, 8080u, "https", RedirectAction.Types.RedirectResponseCode.Found, 8080u)]
    public void Translate_Redirect_PortOfTheSchemeIsLeftOut(
        uint code, uint port, string scheme, RedirectAction.Types.RedirectResponseCode expected, uint expectedPort)
    {
        VirtualService spec = new();
        HTTPRedirect redirect = new() { RedirectCode = code, Scheme = scheme };
        if (port != 0)
        {
            redirect.Port = port;
        }

        spec.Http.Add(new HTTPRoute { Redirect = redirect });

        RedirectAction? action = Assert.Single(Translate(spec)).Redirect;

        Assert.Equal(expected, action!.ResponseCode);
        Assert.Equal(expectedPort, action.PortRedirect);
    }

    [Fact]
    public void Translate_UnknownRedirectCode_HasNoAction()
    {
        VirtualService spec = new();
        spec.Http.Add(new HTTPRoute { Redirect = new HTTPRedirect { RedirectCode = 399 } });

        Assert.Equal(EnvoyRoute.ActionOneofCase.None, Assert.Single(Translate(spec)).ActionCase);
    }

    [Fact]
    public void Translate_NoDestination_IsAnEmptyWeightedCluster()
    {
        VirtualService spec = new();
        spec.Http.Add(new HTTPRoute());

        Assert.Empty(Assert.Single(Translate(spec)).Route_!.WeightedClusters!.Clusters);
    }

    [Fact]
    public void Translate_MirrorOfZeroPercent_IsNone()
    {
        VirtualService spec = new();
        HTTPRoute rule = To("a.example");
        rule.Mirror = new Destination { Host = "b.example" };
        rule.MirrorPercentage = new Percent();
        spec.Http.Add(rule);

        Assert.Empty(Assert.Single(Translate(spec)).Route_!.RequestMirrorPolicies);
    }

    [Fact]
    public void Translate_GatewayApiPrefixRemoval_KeepsASlash()
    {
        VirtualService spec = new();
        HTTPRoute rule = To("a.example");
        rule.Match.Add(new HTTPMatchRequest { Uri = new StringMatch { Prefix = "/a.b/" } });
        rule.Rewrite = new HTTPRewrite { Uri = "/" };
        spec.Http.Add(rule);

        EnvoyRoute route = Assert.Single(Translate(spec, RouteSemantics.GatewayApi));

        Assert.Equal("/a.b", route.Match!.PathSeparatedPrefix);
        Assert.Equal(@"^/a\.b(/?)(.*)", route.Route_!.RegexRewrite!.Pattern!.Regex);
    }

    [Fact]
    public void Translate_HashedDestination_RetriesMayMeetTheSameHost()
    {
        VirtualService spec = new();
        spec.Http.Add(To("hashed.example"));

        RouteAction? action = Assert.Single(Translate(spec)).Route_;

        Assert.Equal("x-user", Assert.Single(action!.HashPolicy).Header!.HeaderName);
        Assert.Empty(action.RetryPolicy!.RetryHostPredicate);
    }

    private static HTTPRoute To(string host) =>
        new() { Route = { new HTTPRouteDestination { Destination = new Destination { Host = host } } } };

    private static List<EnvoyRoute> Translate(VirtualService spec, RouteSemantics semantics = RouteSemantics.VirtualService)
    {
        VirtualServiceConfig config = new(new NamespacedName("shop", "v"), default, ExportScope.Public, ["mesh"], spec)
        {
            Semantics = semantics,
        };
        RouteContext context = new()
        {
            ListenerPort = 80,
            Gateways = ["mesh"],
            ProxyNamespace = "shop",
            ProxyLabels = LabelSet.From([new("app", "web")]),
            Settings = new MeshSettings { Mesh = new MeshConfig(), Networks = new() },
            FindService = static _ => null,
            FindHash = static target =>
                target.Host == "hashed.example" ? new ConsistentHash { HttpHeaderName = "x-user" } : null,
        };
        return HttpRouteTranslator.Translate(config, context);
    }
}
