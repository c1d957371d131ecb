using Istiod.Envoy.Listeners;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Envoy.Config.Filter.Http.Alpn.V2Alpha1;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Sets the ALPN of upstream TLS by the HTTP version of the request, so that the server's sidecar knows it is HTTP of the mesh.</summary>
/// <remarks>istiod: pilot/pkg/xds/filters/filters.go:Alpn. "istio" is for old servers, the plain name for servers outside.</remarks>
internal sealed class AlpnFilter : IHttpFilter
{
    private static readonly HttpFilter Filter = Make();

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        if (scope.Build.Features.EnableAlpnFilter && scope.Chain.Side != ListenerClass.SidecarInbound)
        {
            filters.Add(Filter);
        }
    }

    private static HttpFilter Make()
    {
        FilterConfig config = new();
        config.AlpnOverride.Add(Override(FilterConfig.Types.Protocol.Http10, "istio-http/1.0", "http/1.0"));
        config.AlpnOverride.Add(Override(FilterConfig.Types.Protocol.Http11, "istio-http/1.1", "http/1.1"));
        config.AlpnOverride.Add(Override(FilterConfig.Types.Protocol.Http2, "istio-h2", "h2"));
        return new HttpFilter { Name = "istio.alpn", TypedConfig = AnyValue.Pack(config) };
    }

    private static FilterConfig.Types.AlpnOverride Override(FilterConfig.Types.Protocol protocol, string inMesh, string plain)
    {
        FilterConfig.Types.AlpnOverride made = new() { UpstreamProtocol = protocol };
        made.AlpnOverride_.Add(inMesh);
        made.AlpnOverride_.Add("istio");
        made.AlpnOverride_.Add(plain);
        return made;
    }
}
