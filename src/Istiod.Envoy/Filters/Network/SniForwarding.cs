using Istiod.Envoy.Filters.Http;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.SniDynamicForwardProxy.V3;

namespace Istiod.Envoy.Filters.Network;

/// <summary>Resolves the name that a TLS client asks for.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/networkfilter.go:buildSNIDFPFilter.</remarks>
internal static class SniForwarding
{
    /// <summary>The filter.</summary>
    public static Filter Filter(TcpTarget target) => TcpFilters.Of(
        NetworkFilterNames.SniDynamicForwardProxy,
        new FilterConfig
        {
            DnsCacheConfig = DynamicForwardProxyFilter.Cache(target.SniCache),
            PortValue = (uint)target.SniPort,
        });
}
