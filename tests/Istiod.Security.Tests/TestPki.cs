using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Security.Tests;

/// <summary>Keys, requests and authorities for tests, made with the platform's own classes.</summary>
internal static class TestPki
{
    public const string Identity = "spiffe://cluster.local/ns/foo/sa/bar";
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static FakeTimeProvider Clock() => new(Start);

    public static SigningBundle SelfSigned(TimeProvider time, int bits = 2048) =>
        SelfSignedRoot.InMemory(new SelfSignedOptions { Organization = "cluster.local", RsaBits = bits }, time);

    public static CertificateAuthority Authority(TimeProvider time) =>
        new(SelfSigned(time), CertificateLifetimes.Usual, time);

    public static string RsaRequest(string subject = "", string? uri = Identity) => Request(RSA.Create(2048), subject, uri);

    public static string EcRequest(string subject = "", string? uri = Identity, ECCurve? curve = null) =>
        Request(ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256), subject, uri);

    public static string Request(AsymmetricAlgorithm key, string subject = "", string? uri = Identity, Action<CertificateRequest>? more = null)
    {
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        if (uri is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddUri(new Uri(uri));
            request.CertificateExtensions.Add(names.Build());
        }

        more?.Invoke(request);
        return request.CreateSigningRequestPem();
    }

    /// <summary>A root and an intermediate below it.</summary>
    public static (string Root, string Certificate, string Key, X509Certificate2 RootWithKey) PluggedIn(
        DateTimeOffset now, AsymmetricAlgorithm? key = null, string name = "Root A", X509Certificate2? under = null, bool isAuthority = true)
    {
        X509Certificate2 root = under ?? Root(now, name);
        key ??= RSA.Create(2048);
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest("O=Istio, CN=Intermediate CA", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("O=Istio, CN=Intermediate CA", (ECDsa)key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using RSA signer = root.GetRSAPrivateKey()!;
        X509Certificate2 certificate = request.Create(
            root.SubjectName, X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1), now.AddHours(-1), now.AddDays(365), RandomNumberGenerator.GetBytes(8));
        string keyPem = key is RSA r ? r.ExportRSAPrivateKeyPem() : ((ECDsa)key).ExportECPrivateKeyPem();
        return (root.ExportCertificatePem() + "\n", certificate.ExportCertificatePem() + "\n", keyPem + "\n", root);
    }

    public static X509Certificate2 Root(DateTimeOffset now, string name)
    {
        RSA key = RSA.Create(2048);
        CertificateRequest request = new("O=Istio, CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(3650));
    }

    public static SigningBundle PluggedInBundle(TimeProvider time, AsymmetricAlgorithm? key = null)
    {
        (string root, string certificate, string keyPem, _) = PluggedIn(time.GetUtcNow(), key);
        return SigningBundle.Verify(certificate, keyPem, certificate, root, "", time.GetUtcNow());
    }

    public static X509Certificate2 Parse(string pem) => X509Certificate2.CreateFromPem(pem);
}
