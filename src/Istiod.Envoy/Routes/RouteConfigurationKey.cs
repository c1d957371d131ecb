using Istiod.Model;

namespace Istiod.Envoy.Routes;

/// <summary>Names one outbound route configuration.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Name">A port, <c>host:port</c>, <c>http_proxy</c> or <c>unix://path</c>.</param>
/// <param name="Traits">The proxies.</param>
internal sealed record RouteConfigurationKey(ScopeKey Scope, string Name, RouteTraits Traits);
