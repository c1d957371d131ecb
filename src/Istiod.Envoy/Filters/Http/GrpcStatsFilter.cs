using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.GrpcStats.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Counts gRPC messages.</summary>
internal sealed class GrpcStatsFilter : IHttpFilter
{
    private static readonly HttpFilter Filter = new()
    {
        Name = "envoy.filters.http.grpc_stats",
        TypedConfig = AnyValue.Pack(new FilterConfig { EmitFilterState = true, StatsForAllMethods = false }),
    };

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope) => filters.Add(Filter);
}
