using System.Security.Cryptography;
using Istiod.Security.Certificates;

namespace Istiod.Security;

/// <summary>Signs workload certificates and istiod's own with a <see cref="SigningBundle"/> that may be replaced at any time.</summary>
/// <remarks>
/// Thread-safe. The identity comes from the caller's authentication; of the request only the public key and the presence of a
/// common name count. istiod: security/pkg/pki/ca/ca.go, security/pkg/pki/util/generate_cert.go.
/// </remarks>
public sealed class CertificateAuthority : ICertificateIssuer
{
    // clocks of nodes differ: a certificate is good some time before it was made
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    private readonly CertificateLifetimes _lifetimes;
    private readonly TimeProvider _time;
    private volatile SigningBundle _bundle;

    /// <summary>An authority that signs with <paramref name="bundle"/>.</summary>
    /// <exception cref="FormatException">The chain has expired.</exception>
    public CertificateAuthority(SigningBundle bundle, CertificateLifetimes lifetimes, TimeProvider time)
    {
        _bundle = bundle;
        _time = time;
        _lifetimes = lifetimes;
        if (bundle.ChainPem.Length > 0)
        {
            TimeSpan left = bundle.NotAfter - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                throw new FormatException("failed to get default cert TTL cert chain has expired");
            }

            _lifetimes = lifetimes with { Default = left < lifetimes.Default ? left : lifetimes.Default };
        }
    }

    /// <summary>What is signed with now.</summary>
    public SigningBundle Bundle => _bundle;

    /// <summary>Raised after each <see cref="Replace"/>, on its thread; handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>Signs with another bundle from now on.</summary>
    public void Replace(SigningBundle bundle)
    {
        _bundle = bundle;
        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> IssueAsync(IssueOrder order, CancellationToken cancellation) => ValueTask.FromResult(Issue(order));

    /// <summary>As <see cref="IssueAsync"/>; takes no longer than a signature does.</summary>
    /// <exception cref="IssueException">It is not issued.</exception>
    public IReadOnlyList<string> Issue(IssueOrder order)
    {
        SigningBundle bundle = _bundle;
        SigningRequest request;
        try
        {
            request = SigningRequest.Parse(order.RequestPem);
        }
        catch (FormatException e)
        {
            throw new IssueException(IssueFault.Request, e.Message, e);
        }

        TimeSpan lifetime = _lifetimes.Of(order.Lifetime);
        string leaf = Sign(bundle, request.PublicKeyInfo.Span, order.Identities, lifetime, hasCommonName: request.CommonName.Length > 0);
        IReadOnlyList<string> chain = bundle.ChainElements;
        string[] all = new string[chain.Count + 2];
        all[0] = leaf;
        for (int i = 0; i < chain.Count; i++)
        {
            all[i + 1] = chain[i];
        }

        all[^1] = bundle.RootsPem;
        return all;
    }

    /// <summary>A certificate and key for istiod itself; the key is of the kind the CA has.</summary>
    /// <param name="names">DNS names.</param>
    /// <param name="lifetime">As asked, but no longer than the CA's.</param>
    /// <returns>Leaf and chain, and the key; PEM.</returns>
    /// <exception cref="IssueException">The CA's certificate has expired.</exception>
    public (string ChainPem, string KeyPem, SigningBundle Signer) IssueServing(IReadOnlyList<string> names, TimeSpan lifetime)
    {
        SigningBundle bundle = _bundle;
        SigningKey key = bundle.Key.Kind switch
        {
            SigningKeyKind.Rsa => SigningKey.NewRsa(2048),
            SigningKeyKind.P384 => SigningKey.NewEc(SigningKeyKind.P384),
            _ => SigningKey.NewEc(SigningKeyKind.P256),
        };
        string leaf = Sign(bundle, key.PublicKeyInfo.Span, names, lifetime, hasCommonName: false);
        return (PemText.Append(leaf, bundle.ChainPem), key.ToPem(), bundle);
    }

    private string Sign(
        SigningBundle bundle, ReadOnlySpan<byte> publicKeyInfo, IReadOnlyList<string> identities, TimeSpan lifetime, bool hasCommonName)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (now >= bundle.NotAfter)
        {
            throw new IssueException(IssueFault.Generation, $"signing certificate has expired at {bundle.NotAfter:yyyy-MM-dd HH:mm:ss} +0000 UTC");
        }

        DateTimeOffset end = now + lifetime;
        byte[] subject = hasCommonName && identities.Count > 0 ? DistinguishedName.CommonName(identities[0]) : DistinguishedName.Empty;
        try
        {
            CertificateSpec spec = new()
            {
                Issuer = bundle.IssuerName,
                Subject = subject,
                NotBefore = now - ClockSkew,
                NotAfter = end < bundle.NotAfter ? end : bundle.NotAfter,
                PublicKeyInfo = publicKeyInfo,
                Identities = identities,
                AuthorityKeyId = subject.AsSpan().SequenceEqual(bundle.IssuerName) ? default : bundle.KeyId,
            };
            return PemText.Certificate(CertificateWriter.Write(spec, bundle.Key));
        }
        catch (CryptographicException e)
        {
            throw new IssueException(IssueFault.Generation, e.Message, e);
        }
    }
}
