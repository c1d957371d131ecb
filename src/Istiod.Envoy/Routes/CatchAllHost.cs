using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>The last virtual host: requests to unknown hosts pass through, or are refused.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:buildCatchAllVirtualHost.</remarks>
internal static class CatchAllHost
{
    private const string PassthroughCluster = "PassthroughCluster";

    /// <summary>The host for a scope's policy; without policy requests are refused.</summary>
    public static VirtualHost Build(OutboundTrafficPolicy? policy, RouteTraits traits)
    {
        bool isOpen = policy?.Mode == OutboundTrafficPolicy.Types.Mode.AllowAny;
        string name = isOpen ? "allow_any" : "block_all";
        EnvoyRoute route = new() { Name = name, Match = new RouteMatch { Prefix = "/" } };
        if (isOpen)
        {
            route.Route_ = new RouteAction
            {
                Cluster = policy!.EgressProxy is { } egress // not null: its mode was read
                    ? DestinationClusters.Name(egress, null, 0)
                    : PassthroughCluster,
                Timeout = RouteTimeouts.None,
                MaxGrpcTimeout = RouteTimeouts.None,
                AppendXForwardedHost = traits.AppendsForwardedHost,
            };
        }
        else
        {
            route.DirectResponse = new DirectResponseAction { Status = 502 };
        }

        VirtualHost host = new() { Name = name, IncludeRequestAttemptCount = traits.CountsAttempts };
        host.Domains.Add("*");
        host.Routes.Add(route);
        return host;
    }
}
