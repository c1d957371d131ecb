using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istiod.Security.Certificates;

namespace Istiod.Security;

/// <summary>The certificate that istiod itself shows on 15012 and 15017; replaced whole while it is served.</summary>
/// <remarks>
/// A new connection gets what holds when its handshake begins. Every <see cref="Set"/> makes a new TLS context, so no session
/// begun under an older certificate or older roots can be resumed.
/// </remarks>
public sealed class ServingCertificate
{
    private volatile SslStreamCertificateContext? _current;
    private volatile string _chainPem = "";
    private X509Certificate2? _leaf;

    /// <summary>What handshakes use; <c>null</c> before there is one: then they fail.</summary>
    public SslStreamCertificateContext? Current => _current;

    /// <summary>Leaf and intermediates, PEM; empty before there is one.</summary>
    public string ChainPem => _chainPem;

    /// <summary>Raised after each change; handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>Replaces the certificate.</summary>
    /// <param name="chainPem">Leaf first, then intermediates.</param>
    /// <param name="keyPem">The leaf's key.</param>
    /// <exception cref="FormatException">They do not fit or cannot be read; what was served stays.</exception>
    public void Set(string chainPem, string keyPem)
    {
        try
        {
            // never disposed: connections may still use it after the next change
            _leaf = X509Certificate2.CreateFromPem(chainPem, keyPem);
            X509Certificate2Collection others = [];
            IReadOnlyList<byte[]> all = PemText.Certificates(chainPem);
            for (int i = 1; i < all.Count; i++)
            {
                others.Add(X509CertificateLoader.LoadCertificate(all[i]));
            }

            _current = SslStreamCertificateContext.Create(_leaf, others, offline: true);
            _chainPem = chainPem;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException("the serving certificate cannot be used: " + e.Message, e);
        }

        Changed?.Invoke();
    }

    /// <summary>Makes a new TLS context of the same certificate, so that sessions begun before cannot be resumed.</summary>
    public void ForgetSessions()
    {
        if (_current is { } old)
        {
            _current = SslStreamCertificateContext.Create(old.TargetCertificate, [.. old.IntermediateCertificates], offline: true);
        }
    }
}
