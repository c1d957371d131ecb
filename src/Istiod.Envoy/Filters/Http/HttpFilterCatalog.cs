using Istiod.Envoy.Filters.Extensions;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using ExtensionPhase = Istiod.Protos.Istio.Extensions.V1Alpha1.TrafficExtension.Types.ExecutionPhase;

namespace Istiod.Envoy.Filters.Http;

/// <summary>The chain of HTTP filters, in order.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener_builder.go:buildHTTPConnectionManager.</remarks>
internal static class HttpFilterCatalog
{
    private static readonly IHttpFilter[] Order =
    [
        new MetadataExchangeFilter(), // before all that may refuse: refused requests are measured with their peer too
        new ExternalAuthorizationFilter(), // asks about tokens as the caller sent them
        new HttpExtensionFilter(ExtensionPhase.Authn),
        new JwtAuthenticationFilter(), // before rules that look at claims
        new HttpExtensionFilter(ExtensionPhase.Authz),
        new AuthorizationFilter(),
        new HttpExtensionFilter(ExtensionPhase.Stats),
        new HttpExtensionFilter(ExtensionPhase.Unspecified),
        new GrpcWebFilter(),
        new GrpcStatsFilter(),
        new AlpnFilter(), // outbound: tells the upstream TLS which HTTP version was spoken
        new FaultFilter(), // configured by routes
        new CorsFilter(), // configured by routes
        new StatsFilter(),
        new StatefulSessionFilter(), // configured by routes
        new DynamicForwardProxyFilter(),
        new RouterFilter(), // ends the chain
    ];

    /// <summary>Adds the whole chain.</summary>
    public static void AddAll(HttpFilterScope scope, RepeatedField<HttpFilter> filters)
    {
        foreach (IHttpFilter filter in Order)
        {
            filter.AddTo(filters, scope);
        }
    }
}
