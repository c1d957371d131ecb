using Istiod.Envoy.Listeners.Telemetry;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Measures requests.</summary>
internal sealed class StatsFilter : IHttpFilter
{
    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope) =>
        StatsFilters.AddTo(filters, scope.Telemetry, scope.Chain.Side, scope.Traits.Kind == ProxyKind.Waypoint);
}
