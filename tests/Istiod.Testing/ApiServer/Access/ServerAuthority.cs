using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istiod.Testing.ApiServer.Access;

/// <summary>The double's certificate authority: its serving certificate, client certificates, and signing of requests.</summary>
public sealed class ServerAuthority : IDisposable
{
    // Wide, as clients of a double with a clock of its own judge by theirs.
    private static readonly DateTimeOffset s_start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_end = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TimeProvider _time;
    private readonly ECDsa _key;
    private readonly X509Certificate2 _root;

    internal ServerAuthority(TimeProvider time, IPAddress address)
    {
        _time = time;
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=kubernetes", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(s_start, s_end);
        Serving = Issue(
            "CN=kube-apiserver",
            names =>
            {
                foreach (string name in (ReadOnlySpan<string>)["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"])
                {
                    names.AddDnsName(name);
                }

                names.AddIpAddress(IPAddress.Loopback);
                names.AddIpAddress(IPAddress.IPv6Loopback);
                if (!IPAddress.IsLoopback(address))
                {
                    names.AddIpAddress(address);
                }
            },
            isServer: true);
    }

    /// <summary>The root certificate as PEM.</summary>
    public string RootPem => _root.ExportCertificatePem() + "\n";

    /// <summary>What the server shows.</summary>
    internal X509Certificate2 Serving { get; }

    internal X509Certificate2 Root => _root;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>A client certificate for a user and groups.</summary>
    /// <returns>Certificate and PKCS#8 key, both PEM.</returns>
    public (string CertificatePem, string KeyPem) ClientCertificate(string user, params string[] groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        string subject = string.Concat(groups.Select(g => $"O={g}, ")) + $"CN={user}";
        using X509Certificate2 certificate = Issue(subject, null, isServer: false);
        using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("an issued certificate has a key");
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>A serving certificate for a DNS name.</summary>
    /// <returns>Certificate and PKCS#8 key, both PEM.</returns>
    public (string CertificatePem, string KeyPem) ServerCertificate(string name)
    {
        using X509Certificate2 certificate = Issue($"CN={name}", names => names.AddDnsName(name), isServer: true);
        using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("an issued certificate has a key");
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>Signs a PEM request with all that it asks for, as the cluster's controllers do after an approval.</summary>
    internal string SignRequest(string requestPem, TimeSpan lifetime)
    {
        CertificateRequest request = CertificateRequest.LoadSigningRequestPem(
            requestPem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        if (!request.CertificateExtensions.Any(e => e is X509BasicConstraintsExtension))
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        }

        DateTimeOffset now = Now;
        using X509Certificate2 issued = request.Create(
            _root.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now.AddMinutes(-5), now.Add(lifetime), RandomNumberGenerator.GetBytes(16));
        return issued.ExportCertificatePem() + "\n" + RootPem;
    }

    /// <summary>The user that a client certificate of ours names; null if it is none of ours or not valid now.</summary>
    internal UserInfo? UserOf(X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime;
        if (!chain.Build(certificate))
        {
            return null;
        }

        string name = "";
        List<string> groups = [];
        foreach (X500RelativeDistinguishedName part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3":
                    name = part.GetSingleElementValue() ?? "";
                    break;
                case "2.5.4.10":
                    groups.Add(part.GetSingleElementValue() ?? "");
                    break;
                default:
                    break;
            }
        }

        return new UserInfo(name, "", [.. groups, UserInfo.AuthenticatedGroup]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Serving.Dispose();
        _root.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string subject, Action<SubjectAlternativeNameBuilder>? names, bool isServer)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        if (names is not null)
        {
            SubjectAlternativeNameBuilder builder = new();
            names(builder);
            request.CertificateExtensions.Add(builder.Build());
        }

        using X509Certificate2 issued = request.Create(_root, s_start, s_end, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);

        // Through PKCS#12, so that the key outlives the local handle.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
