using System.Globalization;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Route.V3;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>The one route of an inbound port: everything goes to the workload, without a timeout.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:buildSidecarInboundHTTPRouteConfig.</remarks>
internal static class InboundRoute
{
    private static readonly Duration NoTimeout = new(0, 0);

    /// <summary>The route configuration.</summary>
    public static RouteConfiguration Build(InboundPort port)
    {
        RouteAction action = new()
        {
            Cluster = port.Cluster,
            Timeout = NoTimeout,
            MaxStreamDuration = new RouteAction.Types.MaxStreamDuration
            {
                MaxStreamDuration_ = NoTimeout,
                GrpcTimeoutHeaderMax = NoTimeout,
            },
        };
        if (!port.Protocol.IsGrpc())
        {
            // Safe for requests that the workload never saw; a gRPC stream may have been read from already.
            action.RetryPolicy = new RetryPolicy { RetryOn = "reset-before-request", NumRetries = 2 };
        }

        string host = port.Host.Contains(':', StringComparison.Ordinal) ? $"[{port.Host}]" : port.Host;
        VirtualHost virtualHost = new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"inbound|http|{port.Port}"),
        };
        virtualHost.Domains.Add("*");
        virtualHost.Routes.Add(new Route
        {
            Name = "default",
            Match = new RouteMatch { Prefix = "/" },
            Decorator = new Decorator
            {
                Operation = string.Create(CultureInfo.InvariantCulture, $"{host}:{port.Port}/*"),
            },
            Route_ = action,
        });
        RouteConfiguration routes = new() { Name = port.Cluster, ValidateClusters = false };
        routes.VirtualHosts.Add(virtualHost);
        return routes;
    }
}
