using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istiod.Security.Certificates;

namespace Istiod.Security.Tests.Authority;

public class SigningRequestTests
{
    public static TheoryData<string> GoodKinds() => ["rsa-2048", "rsa-3072", "p256", "p384", "p521", "pss-256", "pss-512", "sha512"];

    [Theory]
    [MemberData(nameof(GoodKinds))]
    public void Request_OfAKindThatGoTakes_IsRead(string kind)
    {
        string pem = kind switch
        {
            "rsa-2048" => TestPki.Request(RSA.Create(2048)),
            "rsa-3072" => TestPki.Request(RSA.Create(3072)),
            "p256" => TestPki.EcRequest(),
            "p384" => TestPki.EcRequest(curve: ECCurve.NamedCurves.nistP384),
            "p521" => TestPki.EcRequest(curve: ECCurve.NamedCurves.nistP521),
            "pss-256" => new CertificateRequest("", RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pss).CreateSigningRequestPem(),
            "pss-512" => new CertificateRequest("", RSA.Create(2048), HashAlgorithmName.SHA512, RSASignaturePadding.Pss).CreateSigningRequestPem(),
            _ => new CertificateRequest("", RSA.Create(2048), HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(),
        };

        Assert.NotEqual(0, SigningRequest.Parse(pem).PublicKeyInfo.Length);
    }

    [Fact]
    public void Request_NamesAndSubject_AreSeen()
    {
        SigningRequest request = SigningRequest.Parse(TestPki.EcRequest("CN=x, OU=y"));

        Assert.Equal("x", request.CommonName);
        Assert.False(request.HasPlainSubject);
        Assert.False(request.HasOtherExtensions);
        Assert.Equal([(6, TestPki.Identity)], request.Names!);
        Assert.True(SigningRequest.Parse(TestPki.EcRequest(uri: null)).HasPlainSubject);
    }

    [Fact]
    public void Request_OtherLabel_IsTakenAsGoDoes()
    {
        string pem = TestPki.EcRequest().Replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", StringComparison.Ordinal);

        Assert.Equal("", SigningRequest.Parse(pem).CommonName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nAAAA!!!!\n-----END CERTIFICATE REQUEST-----\n")]
    public void Request_NoPem_IsRefused(string pem)
    {
        FormatException e = Assert.Throws<FormatException>(() => SigningRequest.Parse(pem));

        Assert.Equal("certificate signing request is not properly encoded", e.Message);
    }

    [Fact]
    public void Request_TooLong_IsRefusedBeforeItIsDecoded()
    {
        string pem = PemEncoding.WriteString("CERTIFICATE REQUEST", new byte[100_000]);

        Assert.Throws<FormatException>(() => SigningRequest.Parse(pem));
    }

    [Fact]
    public void Request_SmallKey_IsRefused()
    {
        FormatException e = Assert.Throws<FormatException>(() => SigningRequest.Parse(TestPki.Request(RSA.Create(512))));

        Assert.Contains("1024", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_SignedByAnotherKey_IsRefused()
    {
        using RSA mine = RSA.Create(2048);
        using RSA theirs = RSA.Create(2048);
        CertificateRequest request = new(new X500DistinguishedName(""), new PublicKey(theirs), HashAlgorithmName.SHA256);
        byte[] der = request.CreateSigningRequest(X509SignatureGenerator.CreateForRSA(mine, RSASignaturePadding.Pkcs1));

        FormatException e = Assert.Throws<FormatException>(
            () => SigningRequest.Parse(PemEncoding.WriteString("CERTIFICATE REQUEST", der)));

        Assert.Contains("signature", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_TwentyThousandMutations_NeverDoAnythingButRefuseOrRead()
    {
        Random random = new(20261124);
        byte[][] seeds =
        [
            Der(TestPki.RsaRequest("CN=a")),
            Der(TestPki.EcRequest("O=b")),
            Der(TestPki.EcRequest(curve: ECCurve.NamedCurves.nistP384)),
            Der(new CertificateRequest("", RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pss).CreateSigningRequestPem()),
        ];
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] der = Mutate(seeds[i % seeds.Length], random);
            try
            {
                SigningRequest.Parse(PemEncoding.WriteString("CERTIFICATE REQUEST", der));
                read++;
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        Assert.Equal(20_000, read + refused);
        Assert.InRange(refused, 19_000, 20_000);
    }

    private static byte[] Der(string pem) => PemText.First(pem, out _)!;

    private static byte[] Mutate(byte[] seed, Random random)
    {
        byte[] der = [.. seed];
        switch (random.Next(5))
        {
            case 0:
                return der[..random.Next(der.Length)];
            case 1:
                int at = random.Next(der.Length);
                return [.. der[..at], (byte)random.Next(256), .. der[at..]];
            case 2:
                int from = random.Next(der.Length);
                return [.. der[..from], .. der[random.Next(from, der.Length)..]];
            default:
                for (int n = random.Next(1, 6); n > 0; n--)
                {
                    der[random.Next(der.Length)] = (byte)random.Next(256);
                }

                return der;
        }
    }
}
