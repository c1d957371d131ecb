using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Router.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Sends requests on.</summary>
internal sealed class RouterFilter : IHttpFilter
{
    private static readonly HttpFilter Plain = Make(false);
    private static readonly HttpFilter WithoutHeaders = Make(true);

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope) =>
        filters.Add(scope.Chain.SuppressesDebugHeaders ? WithoutHeaders : Plain);

    private static HttpFilter Make(bool suppresses) => new()
    {
        Name = "envoy.filters.http.router",
        TypedConfig = AnyValue.Pack(new Router { SuppressEnvoyHeaders = suppresses }),
    };
}
