using System.Security.Cryptography.X509Certificates;
using Istiod.Security.Certificates;

namespace Istiod.Security;

/// <summary>A CA's certificate and key with the chain above and the roots around it. Immutable; checked when made.</summary>
/// <remarks>istiod: security/pkg/pki/util/keycertbundle.go.</remarks>
public sealed class SigningBundle
{
    private SigningBundle(string certificatePem, string chainPem, string rootsPem, string crlPem, SigningKey key, X509Certificate2 signer)
    {
        CertificatePem = certificatePem;
        ChainPem = chainPem;
        RootsPem = rootsPem;
        CrlPem = crlPem;
        Key = key;
        IssuerName = signer.SubjectName.RawData;
        NotBefore = new DateTimeOffset(signer.NotBefore.ToUniversalTime());
        NotAfter = new DateTimeOffset(signer.NotAfter.ToUniversalTime());
        List<string> elements = [];
        foreach (string element in PemText.Split(chainPem))
        {
            elements.Add(element + "\n");
        }

        ChainElements = elements;
        foreach (X509Extension extension in signer.Extensions)
        {
            switch (extension)
            {
                case X509SubjectKeyIdentifierExtension id:
                    KeyId = id.SubjectKeyIdentifierBytes.ToArray();
                    break;
                case X509BasicConstraintsExtension constraints:
                    IsAuthority = constraints.CertificateAuthority;
                    break;
            }
        }
    }

    /// <summary>The signing certificate, PEM.</summary>
    public string CertificatePem { get; }

    /// <summary>What is sent behind a leaf: the signing certificate and those above it, PEM; empty for a self-signed CA.</summary>
    public string ChainPem { get; }

    /// <summary>Root certificates, PEM.</summary>
    public string RootsPem { get; }

    /// <summary>Revocation lists, PEM; empty if there are none.</summary>
    public string CrlPem { get; }

    /// <summary>Begin of the signing certificate's life.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>End of the signing certificate's life: no leaf lives longer.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Whether the signing certificate may sign others.</summary>
    public bool IsAuthority { get; }

    /// <summary>The chain cut into single certificates, each ending in one newline.</summary>
    internal IReadOnlyList<string> ChainElements { get; }

    internal SigningKey Key { get; }

    internal byte[] IssuerName { get; }

    internal byte[] KeyId { get; } = [];

    /// <summary>Checks the parts against each other.</summary>
    /// <param name="certificatePem">Only its first certificate counts.</param>
    /// <param name="keyPem">Its key.</param>
    /// <param name="chainPem">May be empty.</param>
    /// <param name="rootsPem">At least one of them must be above the certificate.</param>
    /// <param name="crlPem">May be empty; else every certificate of the chain needs a list.</param>
    /// <param name="now">Time of the check.</param>
    /// <exception cref="FormatException">They do not fit; the message says what.</exception>
    public static SigningBundle Verify(
        string certificatePem, string keyPem, string chainPem, string rootsPem, string crlPem, DateTimeOffset now)
    {
        X509Certificate2Collection own = CertificateChains.Read(certificatePem);
        if (own.Count == 0)
        {
            throw new FormatException("failed to parse cert PEM: invalid PEM encoded certificate");
        }

        X509Certificate2Collection chain = CertificateChains.ReadUsable(chainPem);
        X509Certificate2Collection roots = CertificateChains.ReadUsable(rootsPem);
        if (!CertificateChains.IsTrusted(own[0], chain, roots, isClient: false, now, out string why))
        {
            throw new FormatException("cannot verify the cert with the provided root chain and cert pool with error: " + why);
        }

        SigningKey key = SigningKey.FromPem(keyPem);
        if (!own[0].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.PublicKeyInfo.Span))
        {
            throw new FormatException("the cert does not match the key");
        }

        if (crlPem.Length > 0)
        {
            RevocationLists.Check(crlPem, chain);
        }

        return new SigningBundle(certificatePem, chainPem, rootsPem, crlPem, key, own[0]);
    }

    /// <summary>A new root for an organization (the trust domain), made by itself.</summary>
    /// <param name="keyPem">The key to keep (a rotation); empty for a new RSA key.</param>
    /// <returns>Certificate and key, PEM.</returns>
    /// <exception cref="FormatException">The key cannot be read, or is too small.</exception>
    internal static (string CertificatePem, string KeyPem) NewRoot(
        string organization, string keyPem, int rsaBits, TimeSpan lifetime, DateTimeOffset now)
    {
        if (keyPem.Length == 0 && rsaBits < 2048)
        {
            throw new FormatException($"requested key size does not meet the minimum required size of 2048 (requested: {rsaBits})");
        }

        SigningKey key = keyPem.Length > 0 ? SigningKey.FromPem(keyPem) : SigningKey.NewRsa(rsaBits);
        byte[] name = DistinguishedName.Organization(organization);
        CertificateSpec spec = new()
        {
            Issuer = name,
            Subject = name,
            NotBefore = now,
            NotAfter = now + lifetime,
            PublicKeyInfo = key.PublicKeyInfo.Span,
            IsAuthority = true,
            SubjectKeyId = CertificateWriter.KeyIdOf(key.PublicKeyInfo),
        };
        return (PemText.Certificate(CertificateWriter.Write(spec, key)), keyPem.Length > 0 ? keyPem : key.ToPem());
    }

    /// <summary>Organization of a certificate's subject.</summary>
    /// <returns>Empty if it has none, or cannot be read.</returns>
    internal static string OrganizationOf(string certificatePem)
    {
        try
        {
            X509Certificate2Collection all = CertificateChains.Read(certificatePem);
            return all.Count == 0 ? "" : DistinguishedName.Read(all[0].SubjectName.RawData).Organization;
        }
        catch (Exception e) when (e is FormatException or System.Formats.Asn1.AsnContentException)
        {
            return "";
        }
    }
}
