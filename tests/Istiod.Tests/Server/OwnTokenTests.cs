using System.Buffers.Text;
using System.Text;
using Istiod.Server;

namespace Istiod.Tests.Server;

public sealed class OwnTokenTests
{
    [Theory]
    [InlineData("""{"iss":"https://issuer.example","aud":["istio-ca","other"]}""", "https://issuer.example", "istio-ca")]
    [InlineData("""{"iss":"https://issuer.example","aud":"istio-ca"}""", "https://issuer.example", "")] // a list only, as the reference
    [InlineData("""{"iss":1,"aud":[]}""", "", "")]
    public void Token_TellsIssuerAndAudience(string claims, string issuer, string audience) =>
        Assert.Equal(new OwnToken(issuer, audience), OwnToken.Parse("e30." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims)) + ".c2ln\n"));

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("e30.!.c2ln")]
    [InlineData("e30.bnVsbA.c2ln")] // null
    [InlineData("e30.ew.c2ln")] // broken
    public void Text_ThatIsNoToken_IsNone(string text) => Assert.Null(OwnToken.Parse(text));
}
