using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Fault.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Injects faults where routes say so.</summary>
internal sealed class FaultFilter : IHttpFilter
{
    private static readonly HttpFilter Filter =
        new() { Name = "envoy.filters.http.fault", TypedConfig = AnyValue.Pack(new HTTPFault()) };

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope) => filters.Add(Filter);
}
