using Istiod.Model;

namespace Istiod.Envoy.Routes;

/// <summary>Names the virtual hosts of one outbound listener port.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Listener">Position of the egress listener in the scope.</param>
/// <param name="Port">Port of the listener; 0 for all ports of the services (HTTP proxy, Unix socket).</param>
/// <param name="Traits">The proxies.</param>
internal sealed record OutboundHostsKey(ScopeKey Scope, int Listener, int Port, RouteTraits Traits);
