using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istiod.Benchmarks.Harness;
using Istiod.Security;

namespace Istiod.Benchmarks.Security;

/// <summary>A signing request → a certificate: the request is read, its signature checked, the leaf written and signed.</summary>
internal sealed class IssueStage : IStage
{
    private static readonly string[] Identity = ["spiffe://cluster.local/ns/default/sa/default"];

    public string Name => "issue";

    public IEnumerable<Sample> Samples()
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsa = RSA.Create(2048);
        string ecRequest = new CertificateRequest("", ec, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        string rsaRequest = new CertificateRequest("", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
        CertificateAuthority byRsa = Rsa();
        CertificateAuthority byEc = Ec();
        yield return new Operation("RSA-2048 CA, P-256 request", 500, _ => Issue(byRsa, ecRequest));
        yield return new Operation("RSA-2048 CA, RSA-2048 request", 500, _ => Issue(byRsa, rsaRequest));
        yield return new Operation("P-256 CA, P-256 request", 1000, _ => Issue(byEc, ecRequest));
        yield return new Operation("P-256 CA, RSA-2048 request", 1000, _ => Issue(byEc, rsaRequest));
    }

    private static void Issue(CertificateAuthority authority, string request) =>
        authority.Issue(new IssueOrder(request, Identity, TimeSpan.FromHours(24), ""));

    private static CertificateAuthority Rsa() => new(
        SelfSignedRoot.InMemory(new SelfSignedOptions { Organization = "cluster.local" }, TimeProvider.System),
        CertificateLifetimes.Usual,
        TimeProvider.System);

    private static CertificateAuthority Ec()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("O=cluster.local", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 root = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(3650));
        string pem = root.ExportCertificatePem() + "\n";
        SigningBundle bundle = SigningBundle.Verify(pem, key.ExportECPrivateKeyPem(), "", pem, "", now);
        return new CertificateAuthority(bundle, CertificateLifetimes.Usual, TimeProvider.System);
    }
}
