using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istiod.Grpc.Tests;

public sealed class TlsBuffersTests
{
    [Fact]
    public async Task Release_OfAConnection_IsPossibleWithThisRuntime()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        Pipe up = new();
        Pipe down = new();
        await using SslStream server = new(new DuplexPipeStream(new Ends(up.Reader, down.Writer)));
        await using SslStream client = new(new DuplexPipeStream(new Ends(down.Reader, up.Writer)));
        Assert.False(TlsBuffers.Release(server)); // no session yet

        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                CertificateChainPolicy = Trusting(certificate),
            }));

        Assert.True(TlsBuffers.Release(server));
        byte[] sent = new byte[40_000];
        RandomNumberGenerator.Fill(sent);
        byte[] received = new byte[sent.Length];
        for (int round = 0; round < 2; round++)
        {
            Task write = client.WriteAsync(sent).AsTask();
            await server.ReadExactlyAsync(received);
            await write;
            Assert.Equal(sent, received);
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2 root)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(root);
        return policy;
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
