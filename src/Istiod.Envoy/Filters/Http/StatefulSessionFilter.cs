using Istiod.Envoy.Listeners;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.StatefulSession.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Keeps sessions on one endpoint where routes say so.</summary>
internal sealed class StatefulSessionFilter : IHttpFilter
{
    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        if (scope.Build.Features.EnablePersistentSessionFilter && scope.Chain.Side != ListenerClass.SidecarInbound)
        {
            filters.Add(new HttpFilter
            {
                Name = "envoy.filters.http.stateful_session",
                TypedConfig = AnyValue.Pack(new StatefulSession()),
            });
        }
    }
}
