using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Istiod.Primitives;
using Istiod.Security.Certificates;
using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>TLS settings of each new connection to 15012 (clients may show a certificate) or 15017 (they are not asked).</summary>
/// <remarks>
/// A client's certificate must lead to a root that holds at that moment, and have exactly one URI name: a SPIFFE id of a trust domain
/// taken at start; else the handshake fails. istiod: pilot/pkg/bootstrap/server.go:initSecureDiscoveryService,
/// pkg/spiffe/spiffe.go:VerifyPeerCert. Differs: roots follow the CA's rotation; there they are read once.
/// </remarks>
public sealed class ServerTls
{
    private readonly ServingCertificate _certificate;
    private readonly TrustBundle? _clients;
    private readonly TrustDomain _trustDomain;
    private readonly TlsLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IntermediateStore _intermediates = new();
    private volatile Roots? _roots;

    /// <summary>Settings.</summary>
    /// <param name="certificate">What is shown.</param>
    /// <param name="clients">Roots of clients; <c>null</c> if clients are not asked for a certificate.</param>
    /// <param name="trustDomain">The only one that clients may be of; fixed at start, aliases do not count.</param>
    /// <param name="limits">Versions and suites.</param>
    /// <param name="time">Time of checks.</param>
    /// <param name="log">The scope.</param>
    public ServerTls(
        ServingCertificate certificate, TrustBundle? clients, TrustDomain trustDomain, TlsLimits limits, TimeProvider time, ILogger log)
    {
        _certificate = certificate;
        _clients = clients;
        _trustDomain = trustDomain;
        _limits = limits;
        _time = time;
        _log = log;
    }

    /// <summary>Settings for a connection whose handshake begins now.</summary>
    /// <param name="protocols">Application protocols, most wanted first.</param>
    /// <exception cref="AuthenticationException">There is no certificate yet.</exception>
    public SslServerAuthenticationOptions Options(IReadOnlyList<SslApplicationProtocol> protocols)
    {
        SslStreamCertificateContext context = _certificate.Current ?? throw new AuthenticationException("cert not initialized");
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateContext = context,
            EnabledSslProtocols = _limits.Protocols,
            ApplicationProtocols = [.. protocols],
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CipherSuitesPolicy = _limits.Suites,
            AllowRenegotiation = false,
        };
        if (_clients is not null)
        {
            X509Certificate2Collection roots = CurrentRoots();
            options.AllowTlsResume = !_intermediates.IsFull;
            options.ClientCertificateRequired = true; // asked for; the callback takes none too
            options.CertificateChainPolicy = CertificateChains.Policy(roots, _intermediates.All, isClient: true, _time.GetUtcNow());
            options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsClientGood(certificate, chain, roots);
        }

        return options;
    }

    private bool IsClientGood(X509Certificate? certificate, X509Chain? chain, X509Certificate2Collection roots)
    {
        if (certificate is null)
        {
            return true; // other ways to be known are left
        }

        string why = "no chain";
        if (certificate is X509Certificate2 shown && chain is not null && IsGood(shown, chain, roots, out why))
        {
            _intermediates.Add(chain);
            return true;
        }

        SecurityLog.ClientCertificateRefused(_log, why);
        return false;
    }

    private bool IsGood(X509Certificate2 certificate, X509Chain chain, X509Certificate2Collection roots, out string why)
    {
        if (roots.Count == 0)
        {
            why = "there are no roots";
            return false;
        }

        if (!ClientCertificateAuthenticator.TryGetIdentity(certificate, out SpiffeId id, out why))
        {
            return false;
        }

        if (id.TrustDomain != _trustDomain)
        {
            why = "no cert pool found for trust domain";
            return false;
        }

        return CertificateChains.IsGood(chain, roots, out why);
    }

    private X509Certificate2Collection CurrentRoots()
    {
        TrustAnchors anchors = _clients?.Current ?? TrustAnchors.None;
        Roots? roots = _roots;
        if (roots is null || roots.Generation != anchors.Generation)
        {
            roots = new Roots(anchors.Generation, CertificateChains.ReadUsable(anchors.RootsPem));
            _roots = roots;
        }

        return roots.Certificates;
    }

    private sealed record Roots(long Generation, X509Certificate2Collection Certificates);
}
