using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Security.Tests.Authority;

public class IssuedCertificateTests
{
    private readonly FakeTimeProvider _time = TestPki.Clock();

    public static TheoryData<string, string> Modes()
    {
        TheoryData<string, string> all = [];
        foreach (string ca in (string[])["self-signed", "rsa-2048", "rsa-4096", "p256", "p384"])
        {
            all.Add(ca, "rsa");
            all.Add(ca, "p256");
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Leaf_EachMode_HasTheReferencesFields(string ca, string request)
    {
        SigningBundle bundle = Bundle(ca);
        CertificateAuthority authority = new(bundle, CertificateLifetimes.Usual, _time);
        string csr = request == "rsa" ? TestPki.RsaRequest() : TestPki.EcRequest();

        IReadOnlyList<string> answer = authority.Issue(new IssueOrder(csr, [TestPki.Identity], TimeSpan.FromHours(1), ""));

        using X509Certificate2 leaf = TestPki.Parse(answer[0]);
        using X509Certificate2 signer = TestPki.Parse(bundle.CertificatePem);
        Assert.Equal(3, leaf.Version);
        Assert.InRange(leaf.SerialNumberBytes.Length, 12, 17);
        Assert.Equal(0, leaf.SerialNumberBytes.Span[0] & 0x80);
        Assert.Equal(signer.SubjectName.RawData, leaf.IssuerName.RawData);
        Assert.Equal([0x30, 0x00], leaf.SubjectName.RawData);
        Assert.Equal(TestPki.Start.AddMinutes(-2).UtcDateTime, leaf.NotBefore.ToUniversalTime());
        Assert.Equal(TestPki.Start.AddHours(1).UtcDateTime, leaf.NotAfter.ToUniversalTime());
        Assert.Equal(
            ca switch { "p256" => "1.2.840.10045.4.3.2", "p384" => "1.2.840.10045.4.3.3", _ => "1.2.840.113549.1.1.11" },
            leaf.SignatureAlgorithm.Value);
        Assert.Equal(
            CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256).PublicKey.ExportSubjectPublicKeyInfo(),
            leaf.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(
            "2.5.29.15! 2.5.29.37 2.5.29.19! 2.5.29.35 2.5.29.17!",
            string.Join(' ', leaf.Extensions.Select(e => e.Oid!.Value + (e.Critical ? "!" : ""))));
        Assert.Equal(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment,
            leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal(
            ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"],
            leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value!));
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(
            signer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray(),
            leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray());
        Assert.Equal([(6, TestPki.Identity)], Certificates.SubjectNames.Read(leaf.Extensions.Last().RawData));
        Assert.Equal(ca == "self-signed" ? 2 : 3, answer.Count);
        Assert.Equal(bundle.RootsPem, answer[^1]);
        Assert.All(answer, element => Assert.Matches("-----\n$", element));
        Assert.All(answer.Take(answer.Count - 1), element => Assert.DoesNotMatch("\n\n$", element));
    }

    [Fact]
    public void SelfSignedRoot_EachField_IsTheReferences()
    {
        using X509Certificate2 root = TestPki.Parse(TestPki.SelfSigned(_time).CertificatePem);

        Assert.Equal("O=cluster.local", root.Subject);
        Assert.Equal(root.SubjectName.RawData, root.IssuerName.RawData);
        Assert.Equal(TestPki.Start.UtcDateTime, root.NotBefore.ToUniversalTime());
        Assert.Equal(TestPki.Start.AddDays(3650).UtcDateTime, root.NotAfter.ToUniversalTime());
        Assert.Equal("1.2.840.113549.1.1.11", root.SignatureAlgorithm.Value);
        Assert.Equal(2048, root.GetRSAPublicKey()!.KeySize);
        Assert.Equal("2.5.29.15! 2.5.29.19! 2.5.29.14", string.Join(' ', root.Extensions.Select(e => e.Oid!.Value + (e.Critical ? "!" : ""))));
        Assert.Equal(X509KeyUsageFlags.KeyCertSign, root.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.True(root.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        AsnReader info = new AsnReader(root.PublicKey.ExportSubjectPublicKeyInfo(), AsnEncodingRules.DER).ReadSequence();
        info.ReadEncodedValue();
        Assert.Equal(
            SHA256.HashData(info.ReadBitString(out _))[..20],
            root.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray());
    }

    [Theory]
    [InlineData("self-signed", "1.2.840.113549.1.1.1", 2048)]
    [InlineData("rsa-4096", "1.2.840.113549.1.1.1", 2048)]
    [InlineData("p256", "1.2.840.10045.2.1", 256)]
    [InlineData("p384", "1.2.840.10045.2.1", 384)]
    public void Serving_EachMode_HasNamesAndAKeyOfTheCasKind(string ca, string keyKind, int bits)
    {
        SigningBundle bundle = Bundle(ca);
        CertificateAuthority authority = new(bundle, CertificateLifetimes.Usual, _time);

        (string chain, string key, _) = authority.IssueServing(
            ServingNames.For("istio-system", "canary", "istiod.istio-system.svc", "a.example,b.example"), TimeSpan.FromDays(3650));

        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(chain, key);
        Assert.Equal(
            [
                (2, "a.example"), (2, "b.example"), (2, "istio-pilot.istio-system.svc"), (2, "istiod-canary.istio-system.svc"),
                (2, "istiod-remote.istio-system.svc"), (2, "istiod.istio-system.svc"),
            ],
            Certificates.SubjectNames.Read(leaf.Extensions.Last().RawData));
        Assert.Equal([0x30, 0x00], leaf.SubjectName.RawData);
        Assert.Equal(bundle.NotAfter.UtcDateTime, leaf.NotAfter.ToUniversalTime());
        Assert.Equal(keyKind, leaf.PublicKey.Oid.Value);
        Assert.Equal(bits, leaf.GetRSAPublicKey()?.KeySize ?? leaf.GetECDsaPublicKey()!.KeySize);
        Assert.Equal(keyKind.StartsWith("1.2.840.1135", StringComparison.Ordinal) ? "-----BEGIN RSA" : "-----BEGIN EC ", key[..14]);
    }

    [Theory]
    [InlineData("CN=anything", 36, true)]
    [InlineData("CN=anything", 65, false)]
    [InlineData("O=only", 36, false)]
    public void Subject_DependsOnTheRequestsCommonNameAndTheIdentitysLength(string subject, int identityLength, bool hasName)
    {
        string identity = TestPki.Identity.PadRight(identityLength, 'x');
        IReadOnlyList<string> answer = TestPki.Authority(_time).Issue(
            new IssueOrder(TestPki.EcRequest(subject), [identity], TimeSpan.Zero, ""));

        using X509Certificate2 leaf = TestPki.Parse(answer[0]);
        Assert.Equal(hasName ? "CN=" + identity : "", leaf.Subject);
        Assert.Equal(TestPki.Start.AddHours(24).UtcDateTime, leaf.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void Identity_WithAComma_StaysOneName()
    {
        string identity = "spiffe://cluster.local/ns/foo/sa/bar,spiffe://cluster.local/ns/kube-system/sa/admin";
        IReadOnlyList<string> answer = TestPki.Authority(_time).Issue(new IssueOrder(TestPki.EcRequest(), [identity], TimeSpan.Zero, ""));

        using X509Certificate2 leaf = TestPki.Parse(answer[0]);
        Assert.Equal([(6, identity)], Certificates.SubjectNames.Read(leaf.Extensions.Last().RawData));
    }

    [Fact]
    public void Names_AddressesAndHosts_AreWrittenByTheirKind()
    {
        (string chain, _, _) = TestPki.Authority(_time).IssueServing(["10.0.0.1", "::1", "::ffff:10.0.0.2", "istiod"], TimeSpan.FromHours(1));

        using X509Certificate2 leaf = TestPki.Parse(chain);
        X509SubjectAlternativeNameExtension names = new(leaf.Extensions.Last().RawData);
        Assert.Equal(["10.0.0.1", "::1", "10.0.0.2"], names.EnumerateIPAddresses().Select(a => a.ToString()));
        Assert.Equal(["istiod"], names.EnumerateDnsNames());
    }

    [Theory]
    [InlineData("self-signed")]
    [InlineData("rsa-2048")]
    [InlineData("p384")]
    public void Chain_IsAcceptedByOpenssl(string ca)
    {
        CertificateAuthority authority = new(Bundle(ca, TimeProvider.System), CertificateLifetimes.Usual, TimeProvider.System);
        IReadOnlyList<string> answer = authority.Issue(new IssueOrder(TestPki.EcRequest(), [TestPki.Identity], TimeSpan.Zero, ""));
        string folder = Directory.CreateTempSubdirectory("ca").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "leaf.pem"), answer[0]);
            File.WriteAllText(Path.Combine(folder, "chain.pem"), string.Concat(answer.Skip(1).Take(answer.Count - 2)));
            File.WriteAllText(Path.Combine(folder, "root.pem"), answer[^1]);
            string untrusted = ca == "self-signed" ? "" : "-untrusted chain.pem ";
            Assert.Equal("leaf.pem: OK", OpenSsl(folder, $"verify -x509_strict -purpose sslserver -CAfile root.pem {untrusted}leaf.pem"));
            Assert.Equal("leaf.pem: OK", OpenSsl(folder, $"verify -purpose sslclient -CAfile root.pem {untrusted}leaf.pem"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Lifetime_LongerThanTheSigners_IsCut_AndAnEndedSignerRefuses()
    {
        SigningBundle bundle = TestPki.PluggedInBundle(_time);
        CertificateAuthority authority = new(bundle, CertificateLifetimes.Usual, _time);
        _time.SetUtcNow(bundle.NotAfter - TimeSpan.FromHours(1));

        using X509Certificate2 leaf = TestPki.Parse(
            authority.Issue(new IssueOrder(TestPki.EcRequest(), [TestPki.Identity], TimeSpan.FromHours(5), ""))[0]);

        Assert.Equal(bundle.NotAfter.UtcDateTime, leaf.NotAfter.ToUniversalTime());
        _time.SetUtcNow(bundle.NotAfter);
        IssueException ended = Assert.Throws<IssueException>(
            () => authority.Issue(new IssueOrder(TestPki.EcRequest(), [TestPki.Identity], TimeSpan.FromHours(5), "")));
        Assert.Equal("CERT_GEN_ERROR", ended.Label);
        Assert.StartsWith("signing certificate has expired at ", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lifetime_AboveTheLimit_IsRefused()
    {
        IssueException refused = Assert.Throws<IssueException>(() => TestPki.Authority(_time).Issue(
            new IssueOrder(TestPki.EcRequest(), [TestPki.Identity], TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1), "")));

        Assert.Equal("TTL_ERROR", refused.Label);
        Assert.Equal("requested TTL 2160h0m1s is greater than the max allowed TTL 2160h0m0s", refused.Message);
    }

    [Fact]
    public void Lifetime_BeyondTheYear2049_IsWrittenInLongForm()
    {
        SelfSignedOptions options = new() { Organization = "cluster.local", RootLifetime = TimeSpan.FromDays(36500) };
        using X509Certificate2 root = TestPki.Parse(SelfSignedRoot.InMemory(options, _time).CertificatePem);

        Assert.Equal(TestPki.Start.AddDays(36500).UtcDateTime, root.NotAfter.ToUniversalTime());
    }

    private static string OpenSsl(string folder, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }

    private SigningBundle Bundle(string ca, TimeProvider? time = null) => ca switch
    {
        "self-signed" => TestPki.SelfSigned(time ?? _time),
        "rsa-2048" => TestPki.PluggedInBundle(time ?? _time, RSA.Create(2048)),
        "rsa-4096" => TestPki.PluggedInBundle(time ?? _time, RSA.Create(4096)),
        "p256" => TestPki.PluggedInBundle(time ?? _time, ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        _ => TestPki.PluggedInBundle(time ?? _time, ECDsa.Create(ECCurve.NamedCurves.nistP384)),
    };
}
