using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istiod.Load.Client;

/// <summary>A CA of RSA-2048 that istiod reads from files (<c>ROOT_CA_DIR</c>) and that gives every proxy a certificate of its own.</summary>
internal static class LoadAuthority
{
    private const string CertificateFile = "ca-cert.pem";
    private const string KeyFile = "ca-key.pem";

    /// <summary>Writes the files of a new one.</summary>
    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("O=cluster.local", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 root = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(365));
        string pem = root.ExportCertificatePem() + "\n";
        File.WriteAllText(Path.Combine(directory, CertificateFile), pem);
        File.WriteAllText(Path.Combine(directory, KeyFile), key.ExportRSAPrivateKeyPem() + "\n");
        File.WriteAllText(Path.Combine(directory, "root-cert.pem"), pem);
        File.WriteAllText(Path.Combine(directory, "cert-chain.pem"), pem);
    }

    /// <summary>Certificates of the first proxies, P-256 keys; made before anything is measured.</summary>
    public static ClientIdentity[] Identities(string directory, Mesh mesh)
    {
        using X509Certificate2 root = X509Certificate2.CreateFromPemFile(
            Path.Combine(directory, CertificateFile), Path.Combine(directory, KeyFile));
        ClientIdentity[] all = new ClientIdentity[mesh.Proxies];
        Parallel.For(0, all.Length, i => all[i] = Issue(root, $"spiffe://cluster.local/ns/{mesh.NamespaceOf(i)}/sa/app"));
        return all;
    }

    /// <summary>A signing request of a new P-256 key, PEM.</summary>
    public static string Request()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    private static ClientIdentity Issue(X509Certificate2 root, string identity)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(new Uri(identity));
        request.CertificateExtensions.Add(names.Build(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using RSA signer = root.GetRSAPrivateKey() ?? throw new InvalidDataException("the authority's key is no RSA key");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        X509SignatureGenerator generator = X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.Create(
            root.SubjectName, generator, now.AddMinutes(-2), now.AddHours(24), RandomNumberGenerator.GetBytes(16));
        return ClientIdentity.Of(certificate.CopyWithPrivateKey(key));
    }
}
