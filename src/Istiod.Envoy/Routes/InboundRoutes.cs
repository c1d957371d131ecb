using System.Globalization;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Route.V3;

namespace Istiod.Envoy.Routes;

/// <summary>Routes of inbound filter chains: they stand within the listener.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:buildSidecarInboundHTTPRouteConfig.</remarks>
internal static class InboundRoutes
{
    /// <summary>One virtual host that sends everything to the inbound cluster, without a timeout.</summary>
    /// <param name="cluster">Name of the inbound cluster: also the configuration's name.</param>
    /// <param name="hostname">Host that telemetry gets to see; may be empty.</param>
    /// <param name="port">Port of the service.</param>
    /// <param name="protocol">Its protocol: gRPC is not retried.</param>
    public static RouteConfiguration Build(string cluster, string hostname, int port, Protocol protocol)
    {
        VirtualHost host = new() { Name = string.Create(CultureInfo.InvariantCulture, $"inbound|http|{port}") };
        host.Domains.Add("*");
        host.Routes.Add(DefaultRoutes.Inbound(cluster, DefaultRoutes.Operation(hostname, port), protocol));
        RouteConfiguration routes = new() { Name = cluster, ValidateClusters = false };
        routes.VirtualHosts.Add(host);
        return routes;
    }
}
