using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Security.Tests.Authority;

public class PluggedInTests
{
    private readonly FakeTimeProvider _time = TestPki.Clock();
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    [Fact]
    public void Load_IstioNames_GivesChainAndRoots()
    {
        (string root, string certificate, _, _) = Put();

        SigningBundle bundle = Look().Load(_time.GetUtcNow());

        Assert.Equal(certificate, bundle.ChainPem);
        Assert.Equal(root, bundle.RootsPem);
        Assert.Equal("", bundle.CrlPem);
    }

    [Fact]
    public void Load_TlsSecretNames_ChainIsCertificateAndRoot()
    {
        (string root, string certificate, string key, _) = TestPki.PluggedIn(_time.GetUtcNow());
        _files["tls.crt"] = certificate;
        _files["tls.key"] = key;
        _files["ca.crt"] = root;
        _files["ca-crl.pem"] = "not looked at with these names";

        PluggedInFiles files = Look();

        Assert.True(files.IsWhole);
        SigningBundle bundle = files.Load(_time.GetUtcNow());
        Assert.Equal(certificate + root, bundle.ChainPem);
        Assert.Equal(root, bundle.RootsPem);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("root-cert.pem", false, true)]
    [InlineData("ca-cert.pem ca-key.pem root-cert.pem", false, true)]
    [InlineData("ca-cert.pem ca-key.pem root-cert.pem cert-chain.pem", true, false)]
    [InlineData("tls.crt tls.key", false, true)]
    [InlineData("tls.crt tls.key ca.crt", true, false)]
    [InlineData("ca-crl.pem", false, false)]
    public void Files_Present_AreWholeOrPart(string names, bool isWhole, bool isPart)
    {
        foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _files[name] = "x";
        }

        PluggedInFiles files = Look();

        Assert.Equal((isWhole, isPart), (files.IsWhole, files.IsPart));
    }

    [Fact]
    public void Files_MarkedAsGenerated_AreSeenSo()
    {
        Put();
        Assert.False(Look().IsGenerated);
        _files["istio-generated"] = "";
        Assert.True(Look().IsGenerated);
    }

    [Fact]
    public void Load_OtherKey_IsRefused()
    {
        Put();
        _files["ca-key.pem"] = RSA.Create(2048).ExportRSAPrivateKeyPem();

        Assert.Equal("the cert does not match the key", Assert.Throws<FormatException>(() => Look().Load(_time.GetUtcNow())).Message);
    }

    [Fact]
    public void Load_RootOfAnother_IsRefused()
    {
        Put();
        _files["root-cert.pem"] = TestPki.Root(_time.GetUtcNow(), "Other").ExportCertificatePem();

        Assert.StartsWith(
            "cannot verify the cert", Assert.Throws<FormatException>(() => Look().Load(_time.GetUtcNow())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoAuthority_IsRefused()
    {
        (string root, string certificate, string key, _) = TestPki.PluggedIn(_time.GetUtcNow(), isAuthority: false);
        Put(root, certificate, key);

        Assert.Equal(
            "certificate is not authorized to sign other certificates",
            Assert.Throws<FormatException>(() => Look().Load(_time.GetUtcNow())).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Load_BrokenCertificate_IsRefused(string text)
    {
        Put();
        _files["ca-cert.pem"] = text;

        Assert.Throws<FormatException>(() => Look().Load(_time.GetUtcNow()));
    }

    [Fact]
    public void Load_IntermediateAsRoot_IsTrustedAsInGo()
    {
        (_, string certificate, string key, _) = Put();
        _files["root-cert.pem"] = certificate;

        Assert.Equal(certificate, SigningBundle.Verify(certificate, key, certificate, certificate, "", _time.GetUtcNow()).RootsPem);
    }

    [Theory]
    [InlineData("PKCS8-RSA")]
    [InlineData("SEC1")]
    [InlineData("PKCS8-EC")]
    [InlineData("SEC1 behind parameters")]
    public void Load_KeyForms_AreRead(string form)
    {
        AsymmetricAlgorithm key = form == "PKCS8-RSA" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (string root, string certificate, string pem, _) = TestPki.PluggedIn(_time.GetUtcNow(), key);
        pem = form.StartsWith("PKCS8", StringComparison.Ordinal) ? key.ExportPkcs8PrivateKeyPem()
            : form == "SEC1" ? pem
            : "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + pem;
        Put(root, certificate, pem);

        Assert.True(Look().Load(_time.GetUtcNow()).IsAuthority);
    }

    [Fact]
    public void Load_CrlOfEachAuthority_IsTaken_AndAMissingOneRefused()
    {
        (string root, string certificate, string key, X509Certificate2 rootKey) = Put();
        using X509Certificate2 own = X509Certificate2.CreateFromPem(certificate, key);
        string ofOwn = Crl(own);
        _files["ca-crl.pem"] = ofOwn;

        Assert.Equal(ofOwn, Look().Load(_time.GetUtcNow()).CrlPem);
        Assert.Equal("", new PluggedInFiles(_files.GetValueOrDefault, usesCrl: false).Load(_time.GetUtcNow()).CrlPem);

        _files["cert-chain.pem"] = certificate + root;
        Assert.Contains(
            "missing CRL signed by certificates", Assert.Throws<FormatException>(() => Look().Load(_time.GetUtcNow())).Message, StringComparison.Ordinal);
        _files["ca-crl.pem"] = ofOwn + Crl(rootKey);
        Assert.StartsWith(ofOwn, Look().Load(_time.GetUtcNow()).CrlPem, StringComparison.Ordinal);
    }

    [Fact]
    public void Reload_NewIntermediateOfTheSameRoot_IsTaken()
    {
        (_, _, _, X509Certificate2 root) = Put();
        CertificateAuthority authority = Authority();
        PutUnder(root);

        Assert.True(Reload(authority, isMultiRoot: false));
        Assert.Equal(_files["ca-cert.pem"], authority.Bundle.CertificatePem);
        Assert.False(Reload(authority, isMultiRoot: false));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Reload_RootAdded_IsTakenOnlyWithSeveralRoots(bool isMultiRoot, bool isTaken)
    {
        Put();
        CertificateAuthority authority = Authority();
        _files["root-cert.pem"] += TestPki.Root(_time.GetUtcNow(), "B").ExportCertificatePem() + "\n";

        Assert.Equal(isTaken, Reload(authority, isMultiRoot));
        Assert.Equal(isTaken, authority.Bundle.RootsPem == _files["root-cert.pem"]);
    }

    [Fact]
    public void Reload_OtherRoot_IsNeverTakenAtOnce()
    {
        Put();
        CertificateAuthority authority = Authority();
        string old = authority.Bundle.CertificatePem;
        Put();

        Assert.False(Reload(authority, isMultiRoot: true));
        Assert.Equal(old, authority.Bundle.CertificatePem);
    }

    [Fact]
    public void Reload_Broken_KeepsWhatWas()
    {
        Put();
        CertificateAuthority authority = Authority();
        _files["ca-key.pem"] = "half written";

        Assert.False(Reload(authority, isMultiRoot: false));
        Assert.NotEmpty(authority.Issue(new IssueOrder(TestPki.EcRequest(), [TestPki.Identity], TimeSpan.Zero, "")));
    }

    private static string Crl(X509Certificate2 signer)
    {
        CertificateRevocationListBuilder builder = new();
        return PemEncoding.WriteString(
            "X509 CRL", builder.Build(signer, 1, TestPki.Start.AddDays(30), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, TestPki.Start)) + "\n";
    }

    private PluggedInFiles Look() => new(_files.GetValueOrDefault, usesCrl: true);

    private CertificateAuthority Authority() => new(Look().Load(_time.GetUtcNow()), CertificateLifetimes.Usual, _time);

    private bool Reload(CertificateAuthority authority, bool isMultiRoot) =>
        new PluggedInReload(authority, Look, isMultiRoot, _time, NullLogger.Instance).Reload();

    private (string Root, string Certificate, string Key, X509Certificate2 RootKey) Put()
    {
        (string root, string certificate, string key, X509Certificate2 rootKey) = TestPki.PluggedIn(_time.GetUtcNow());
        Put(root, certificate, key);
        return (root, certificate, key, rootKey);
    }

    private void PutUnder(X509Certificate2 rootKey)
    {
        (string root, string certificate, string key, _) = TestPki.PluggedIn(_time.GetUtcNow(), under: rootKey);
        Put(root, certificate, key);
    }

    private void Put(string root, string certificate, string key)
    {
        _files["root-cert.pem"] = root;
        _files["ca-cert.pem"] = certificate;
        _files["cert-chain.pem"] = certificate;
        _files["ca-key.pem"] = key;
    }
}
