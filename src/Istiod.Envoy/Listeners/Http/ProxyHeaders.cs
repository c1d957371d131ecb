using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using CertDetails = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.SetCurrentClientCertDetails;
using CertForwarding = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.ForwardClientCertDetails;
using Headers = Istiod.Protos.Istio.Mesh.V1Alpha1.ProxyConfig.Types.ProxyHeaders;
using ServerHeader = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.ServerHeaderTransformation;

namespace Istiod.Envoy.Listeners.Http;

/// <summary>Headers that proxies add of their own.</summary>
/// <remarks>istiod: pilot/pkg/networking/util/proxy_headers.go:GetProxyHeadersFromProxyConfig.</remarks>
internal readonly struct ProxyHeaders
{
    private readonly ListenerClass _side;
    private readonly Headers? _headers;

    /// <summary>The headers of a proxy on one side.</summary>
    public ProxyHeaders(ProxyConfig config, ListenerClass side)
    {
        _side = side;
        _headers = config.ProxyHeaders;
    }

    /// <summary>Debug headers of the router are left out.</summary>
    public bool SuppressesDebugHeaders => _headers?.EnvoyDebugHeaders?.Disabled == true;

    /// <summary>Metadata exchange headers are kept within the mesh.</summary>
    public bool SkipsExchangeOutsideMesh =>
        _headers?.MetadataExchangeHeaders?.Mode == Headers.Types.MetadataExchangeMode.InMesh;

    /// <summary>How client certificates of the caller are passed on.</summary>
    public CertForwarding CertForwarding =>
        _headers is { ForwardedClientCert: not ForwardClientCertDetails.Undefined } set
            ? (CertForwarding)((int)set.ForwardedClientCert - 1) // Envoy's enum lacks the undefined value
            : CertForwarding.AppendForward;

    /// <summary>Sets server name, server header and request id.</summary>
    public void Apply(HttpConnectionManager manager)
    {
        bool isHidden = _headers?.Server?.Disabled == true;
        manager.ServerName = isHidden ? ""
            : _headers?.Server is { Value.Length: > 0 } server ? server.Value
            : _side == ListenerClass.SidecarOutbound ? "" // Envoy's own default
            : "istio-envoy";
        if (isHidden)
        {
            manager.ServerHeaderTransformation = ServerHeader.PassThrough;
        }

        if (_headers?.RequestId?.Disabled == true)
        {
            manager.GenerateRequestId = false;
        }
    }

    /// <summary>What of the caller's certificate goes into the header.</summary>
    public CertDetails MakeCertDetails()
    {
        Headers.Types.SetCurrentClientCertDetails? set = _headers?.SetCurrentClientCertDetails;
        return new CertDetails
        {
            Subject = set?.Subject ?? true,
            Uri = set?.Uri ?? true,
            Dns = set?.Dns ?? true,
            Cert = set?.Cert ?? false,
            Chain = set?.Chain ?? false,
        };
    }
}
