using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Istiod.Diagnostics.Metrics;
using Istiod.Jwks;
using Istiod.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Jwks;

public sealed class HttpJwksFetcherTests : IAsyncLifetime
{
    private const string Keys = """{"keys":[{"kid":"a"}]}""";
    private readonly MetricRegistry _metrics = new();
    private WebApplication? _server;
    private string _address = "";

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        _address = _server.Urls.First();
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync(); // set before each test

    [Fact]
    public async Task Address_ThatARuleNames_IsFetched_AndCounted()
    {
        using HttpJwksFetcher fetcher = Fetcher();

        Assert.Equal(Keys, await FetchAsync(fetcher, "/jwks"));
        Assert.Equal((1, 0), Counted());
    }

    [Fact]
    public async Task Issuer_WithoutAnAddress_IsLookedUpFirst()
    {
        using HttpJwksFetcher fetcher = Fetcher();

        Assert.Equal(Keys, await fetcher.FetchAsync(new JwtKeysDemand("", _address + "/good/"), TimeSpan.FromSeconds(30), CancellationToken.None));
        Assert.Equal((2, 0), Counted());
    }

    [Theory]
    [InlineData("/absent", "status 404")]
    [InlineData("/no-keys", "the answer is no key set")]
    [InlineData("/large", "the answer is too large")]
    [InlineData("/bomb", "the answer is too large")] // 64 MiB of zeros behind gzip
    [InlineData("/loop", "")] // redirects without end
    [InlineData("/to-file", "")]
    public async Task Answer_ThatIsNoKeySet_Fails_WithoutItsText(string path, string why)
    {
        using HttpJwksFetcher fetcher = Fetcher();

        IOException e = await Assert.ThrowsAsync<IOException>(() => FetchAsync(fetcher, path));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bad", "invalid jwks_uri")]
    [InlineData("number", "invalid jwks_uri")]
    [InlineData("file", "no HTTP(S) URL")]
    public async Task Issuer_WhoseDescriptionIsBroken_Fails(string issuer, string why)
    {
        using HttpJwksFetcher fetcher = Fetcher();

        IOException e = await Assert.ThrowsAsync<IOException>(
            () => fetcher.FetchAsync(new JwtKeysDemand("", $"{_address}/{issuer}"), TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("no url")]
    [InlineData("gopher://127.0.0.1/")]
    public async Task Address_OfAnotherScheme_IsNotFetched(string address)
    {
        using HttpJwksFetcher fetcher = Fetcher();

        await Assert.ThrowsAsync<IOException>(
            () => fetcher.FetchAsync(new JwtKeysDemand(address, ""), TimeSpan.FromSeconds(30), CancellationToken.None));
    }

    [Theory]
    [InlineData("/jwks", "127.0.0.0/8")]
    [InlineData("/to-other", "127.0.0.2/32")] // only where the redirect leads to
    public async Task Address_InABlockedRange_IsNotConnectedTo(string path, string blocked)
    {
        using HttpJwksFetcher fetcher = Fetcher(blocked);

        IOException e = await Assert.ThrowsAsync<IOException>(() => FetchAsync(fetcher, path));

        Assert.Contains("blocked", e.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), Counted());
    }

    [Fact]
    public async Task Issuer_InABlockedRange_IsNotConnectedTo_ByItsDescriptionEither()
    {
        using HttpJwksFetcher fetcher = Fetcher("127.0.0.2/32");

        IOException e = await Assert.ThrowsAsync<IOException>(
            () => fetcher.FetchAsync(new JwtKeysDemand("", _address + "/other"), TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Contains("blocked", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatDoesNotAnswer_FailsAfterTheTimeout()
    {
        using HttpJwksFetcher fetcher = Fetcher();

        IOException e = await Assert.ThrowsAsync<IOException>(() => fetcher.FetchAsync(
            new JwtKeysDemand(_address + "/silence", ""), TimeSpan.FromMilliseconds(50), CancellationToken.None));

        Assert.Contains("no answer within 0.05 s", e.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), Counted());
    }

    private Task<string> FetchAsync(HttpJwksFetcher fetcher, string path) =>
        fetcher.FetchAsync(new JwtKeysDemand(_address + path, "issuer"), TimeSpan.FromSeconds(30), CancellationToken.None);

    private HttpJwksFetcher Fetcher(string blocked = "") => new(
        new BlockedAddresses(blocked, static _ => { }), new X509Certificate2Collection(), false, new JwksMetrics(_metrics), TimeProvider.System);

    private (int Good, int Bad) Counted()
    {
        System.Buffers.ArrayBufferWriter<byte> text = new();
        _metrics.WriteTo(text);
        string all = Encoding.UTF8.GetString(text.WrittenSpan);
        return (Of("success"), Of("fail"));

        int Of(string name)
        {
            string head = $"\npilot_jwks_resolver_network_fetch_{name}_total ";
            int at = all.IndexOf(head, StringComparison.Ordinal);
            return at < 0 ? 0 : int.Parse(all.AsSpan(at + head.Length, all.IndexOf('\n', at + 1) - at - head.Length), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string other = _address.Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal) + "/jwks";
        switch (context.Request.Path.Value)
        {
            case "/jwks":
                await context.Response.WriteAsync(Keys);
                break;
            case "/good/.well-known/openid-configuration":
                await context.Response.WriteAsync($$"""{"jwks_uri":"{{_address}}/jwks"}""");
                break;
            case "/other/.well-known/openid-configuration":
                await context.Response.WriteAsync($$"""{"jwks_uri":"{{other}}"}""");
                break;
            case "/bad/.well-known/openid-configuration":
                await context.Response.WriteAsync("secret");
                break;
            case "/number/.well-known/openid-configuration":
                await context.Response.WriteAsync("""{"jwks_uri":1}""");
                break;
            case "/file/.well-known/openid-configuration":
                await context.Response.WriteAsync("""{"jwks_uri":"file:///etc/passwd"}""");
                break;
            case "/no-keys":
                await context.Response.WriteAsync("""{"secret":"value"}""");
                break;
            case "/large":
                for (int i = 0; i < 33; i++)
                {
                    await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                }

                break;
            case "/bomb":
                context.Response.Headers.ContentEncoding = "gzip";
                await using (GZipStream gzip = new(context.Response.Body, CompressionLevel.Fastest))
                {
                    for (int i = 0; i < 1024 && !context.RequestAborted.IsCancellationRequested; i++)
                    {
                        await gzip.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                    }
                }

                break;
            case "/loop":
                context.Response.Redirect("/loop");
                break;
            case "/to-file":
                context.Response.Redirect("file:///etc/passwd");
                break;
            case "/to-other":
                context.Response.Redirect(other);
                break;
            case "/silence":
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            default:
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                await context.Response.WriteAsync("secret");
                break;
        }
    }
}
