using Istiod.Model;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Routes for services without virtual service, and for inbound traffic.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:BuildDefaultHTTPOutboundRoute, BuildDefaultHTTPInboundRoute.</remarks>
internal static class DefaultRoutes
{
    /// <summary>Everything to one cluster, with the mesh's retries.</summary>
    public static EnvoyRoute Outbound(string cluster, string operation, MeshConfig mesh)
    {
        EnvoyRoute route = ToCluster(cluster, operation, out RouteAction action);
        action.RetryPolicy = RetryPolicies.Convert(mesh.DefaultHttpRetryPolicy, isHashed: false);
        RouteTimeouts.Set(action, null, isProxylessGrpc: false);
        return route;
    }

    /// <summary>Everything to one cluster without timeout. Requests that were reset before they were sent are retried, but not gRPC.</summary>
    public static EnvoyRoute Inbound(string cluster, string operation, Protocol protocol)
    {
        EnvoyRoute route = ToCluster(cluster, operation, out RouteAction action);
        action.Timeout = RouteTimeouts.None;
        action.MaxStreamDuration = new RouteAction.Types.MaxStreamDuration
        {
            MaxStreamDuration_ = RouteTimeouts.None,
            GrpcTimeoutHeaderMax = RouteTimeouts.None,
        };
        if (!protocol.IsGrpc())
        {
            action.RetryPolicy = new RetryPolicy { RetryOn = "reset-before-request", NumRetries = 2 };
        }

        return route;
    }

    /// <summary>Name of the traced operation of all requests to a host and port.</summary>
    /// <remarks>istiod: pilot/pkg/networking/telemetry/telemetry.go:TraceOperation.</remarks>
    public static string Operation(string host, int port) => $"{HostPort.Join(host, port)}/*";

    private static EnvoyRoute ToCluster(string cluster, string operation, out RouteAction action)
    {
        action = new RouteAction { Cluster = cluster };
        return new EnvoyRoute
        {
            Name = "default",
            Match = new RouteMatch { Prefix = "/" },
            Decorator = new Decorator { Operation = operation },
            Route_ = action,
        };
    }
}
