using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.GrpcWeb.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Translates gRPC-Web; only for ports that say they speak it.</summary>
internal sealed class GrpcWebFilter : IHttpFilter
{
    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        if (scope.Chain.Protocol == Protocol.GrpcWeb)
        {
            filters.Add(new HttpFilter { Name = "envoy.filters.http.grpc_web", TypedConfig = AnyValue.Pack(new GrpcWeb()) });
        }
    }
}
