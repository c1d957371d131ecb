using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace Istiod.Envoy.Filters.Http;

/// <summary>One place in the chain of HTTP filters.</summary>
internal interface IHttpFilter
{
    /// <summary>Adds the filters of this place, if there are any, for the requests of <paramref name="scope"/>.</summary>
    void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope);
}
