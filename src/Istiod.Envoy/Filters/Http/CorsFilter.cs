using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Cors.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Answers cross-origin questions where routes say so.</summary>
internal sealed class CorsFilter : IHttpFilter
{
    private static readonly HttpFilter Filter =
        new() { Name = "envoy.filters.http.cors", TypedConfig = AnyValue.Pack(new Cors()) };

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope) => filters.Add(Filter);
}
