using System.Net;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;

namespace Istiod.Security.Tests.Authentication;

public sealed class ForwardedCertificateTests
{
    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)] // as a dual-stack listener shows it
    [InlineData("11.1.2.3", false)]
    [InlineData("::ffff:11.1.2.3", false)]
    [InlineData("127.0.0.1", true)] // loopback is trusted once anybody is
    [InlineData("::1", true)]
    [InlineData("fd00::5", true)]
    [InlineData("fd01::5", false)]
    public async Task Header_CountsOnlyFromTrustedAddresses(string address, bool isTaken)
    {
        Assert.True(Cidr.TryParse("10.0.0.0/8", out Cidr v4));
        Assert.True(Cidr.TryParse("fd00::/16", out Cidr v6));
        ForwardedCertificateAuthenticator authenticator = new([v4, v6]);
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Headers["x-forwarded-client-cert"] = "By=x;URI=spiffe://cluster.local/ns/foo/sa/bar";

        AuthenticationResult result = await authenticator.AuthenticateAsync(context, CancellationToken.None);

        Assert.Equal(isTaken ? "spiffe://cluster.local/ns/foo/sa/bar" : null, result.Caller?.Identities[0]);
    }

    [Theory]
    [InlineData("By=a;Hash=b;Subject=\"CN=name,O=org\";URI=u1;DNS=d1;DNS=d2", "u1|d1|d2|name")]
    [InlineData("URI=u1,URI=u2;DNS=d2", "u1|u2|d2")]
    [InlineData("By=a;Subject=\"O=org, CN=x y\"", "x y")]
    [InlineData("Subject=\"CN=a\\\"b,O=c\"", "a\"b")]
    [InlineData("URI=\"u;1,2\"", "u;1,2")]
    [InlineData("URI=", "")]
    public void Header_WellFormed_GivesUrisNamesAndCommonName(string header, string expected)
    {
        Assert.True(ForwardedCertificate.TryReadIdentities(header, out List<string> identities));
        Assert.Equal(expected, string.Join('|', identities));
    }

    [Theory]
    [InlineData("")]
    [InlineData("URI")]
    [InlineData("By=a;Hash=b")]
    [InlineData("Other=a;URI=u")]
    [InlineData("URI=\"open")]
    [InlineData("URI=a\"b")]
    [InlineData("URI=u;")]
    [InlineData("URI=\"u\"x;DNS=d")]
    public void Header_Broken_IsRefused(string header) => Assert.False(ForwardedCertificate.TryReadIdentities(header, out _));

    [Fact]
    public void Header_TwentyThousandMutations_NeverThrow()
    {
        Random random = new(7);
        const string seed = "By=a;Hash=b;Subject=\"CN=name,O=org\";URI=u1;DNS=d1,URI=u2";
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = seed.ToCharArray();
            for (int n = random.Next(1, 8); n > 0; n--)
            {
                text[random.Next(text.Length)] = "=;,\"\\ aU"[random.Next(8)];
            }

            read += ForwardedCertificate.TryReadIdentities(new string(text), out _) ? 1 : 0;
        }

        Assert.InRange(read, 1, 19_999);
    }
}
