using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Extensions.Common.DynamicForwardProxy.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using FilterConfig = Istiod.Protos.Envoy.Extensions.Filters.Http.DynamicForwardProxy.V3.FilterConfig;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Resolves the requested host by DNS, for services with a wildcard host that ask for it.</summary>
/// <remarks>istiod: pilot/pkg/xds/filters/filters.go:buildDynamicForwardProxyFilter.</remarks>
internal sealed class DynamicForwardProxyFilter : IHttpFilter
{
    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        if (scope.Chain.DnsCache.Length > 0)
        {
            filters.Add(new HttpFilter
            {
                Name = "envoy.filters.http.dynamic_forward_proxy",
                TypedConfig = AnyValue.Pack(new FilterConfig { DnsCacheConfig = Cache(scope.Chain.DnsCache) }),
            });
        }
    }

    /// <summary>The cache; the cluster of the service uses one of the same name.</summary>
    public static DnsCacheConfig Cache(string name) =>
        new() { Name = name, DnsLookupFamily = Cluster.Types.DnsLookupFamily.V4Only };
}
