using Istiod.Envoy.Listeners;
using Istiod.Envoy.Listeners.Http;
using Istiod.Model;

namespace Istiod.Envoy.Filters.Http;

/// <summary>What an HTTP filter may look at.</summary>
/// <param name="Chain">The connection manager.</param>
/// <param name="Traits">What is known of the proxy.</param>
/// <param name="Telemetry">Telemetry of the direction.</param>
/// <param name="Build">Settings and collections.</param>
internal sealed record HttpFilterScope(HttpChain Chain, HttpTraits Traits, DirectionTelemetry Telemetry, Build Build);
