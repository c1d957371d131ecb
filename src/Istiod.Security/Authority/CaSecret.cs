using System.Text;

namespace Istiod.Security;

/// <summary>Names and shape of the Secrets that hold a self-made CA.</summary>
/// <remarks>istiod: security/pkg/pki/ca/ca.go:BuildSecret.</remarks>
public static class CaSecret
{
    /// <summary>The usual Secret.</summary>
    public const string SelfSigned = "istio-ca-secret";

    /// <summary>The Secret of plugged-in CAs; a self-made one in it carries the key <see cref="GeneratedMark"/>.</summary>
    public const string PluggedIn = "cacerts";

    /// <summary>Type of a Secret made here.</summary>
    public const string Type = "istio.io/ca-root";

    /// <summary>Key that marks a self-made CA in <see cref="PluggedIn"/>.</summary>
    public const string GeneratedMark = "istio-generated";

    /// <summary>Key (and file name) of the CA's certificate.</summary>
    public const string CertificateKey = "ca-cert.pem";

    /// <summary>Key (and file name) of the CA's private key.</summary>
    public const string PrivateKeyKey = "ca-key.pem";

    /// <summary>Key (and file name) of the roots.</summary>
    public const string RootsKey = "root-cert.pem";

    /// <summary>Key (and file name) of the chain.</summary>
    public const string ChainKey = "cert-chain.pem";

    /// <summary>Key (and file name) of the revocation lists.</summary>
    public const string CrlKey = "ca-crl.pem";

    private const string UnusedKey = "key.pem";

    /// <summary>A Secret to be created.</summary>
    public static StoredSecret Build(string name, string certificatePem, string keyPem)
    {
        Dictionary<string, byte[]?> data = new(StringComparer.Ordinal)
        {
            [ChainKey] = null,
            [UnusedKey] = null,
            [RootsKey] = Encoding.ASCII.GetBytes(certificatePem),
            [CertificateKey] = Encoding.ASCII.GetBytes(certificatePem),
            [PrivateKeyKey] = Encoding.ASCII.GetBytes(keyPem),
        };
        if (name == PluggedIn)
        {
            data[GeneratedMark] = [];
        }

        return new StoredSecret(name, Type, data, "");
    }

    /// <summary>The same Secret with another certificate; roots and all else stay as they were.</summary>
    public static StoredSecret WithCertificate(StoredSecret secret, string certificatePem, string keyPem) => secret with
    {
        Data = new Dictionary<string, byte[]?>(secret.Data, StringComparer.Ordinal)
        {
            [CertificateKey] = Encoding.ASCII.GetBytes(certificatePem),
            [PrivateKeyKey] = Encoding.ASCII.GetBytes(keyPem),
        },
    };
}
