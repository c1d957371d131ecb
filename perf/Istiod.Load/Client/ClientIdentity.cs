using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Istiod.Load.Client;

/// <summary>How a client does TLS: with which certificate, if with any.</summary>
internal sealed class ClientIdentity
{
    private static readonly List<SslApplicationProtocol> Http2 = [SslApplicationProtocol.Http2];
    private readonly SslStreamCertificateContext? _certificate;

    private ClientIdentity(SslStreamCertificateContext? certificate) => _certificate = certificate;

    /// <summary>TLS without a certificate of the client's.</summary>
    public static ClientIdentity None { get; } = new(null);

    /// <summary>TLS with a certificate and its key.</summary>
    public static ClientIdentity Of(X509Certificate2 certificate) =>
        new(SslStreamCertificateContext.Create(certificate, null, offline: true));

    /// <summary>Settings of one handshake. The server's certificate is not looked at: that is not what is measured.</summary>
    public SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = "istiod.istio-system.svc",
        ApplicationProtocols = Http2,
        AllowTlsResume = false,
        ClientCertificateContext = _certificate,
#pragma warning disable CA5359 // see above
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
    };
}
