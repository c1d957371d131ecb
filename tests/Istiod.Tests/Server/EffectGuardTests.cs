using System.Text;
using Istiod.Debug;
using Istiod.Diagnostics;
using Istiod.Server;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Server;

public sealed class EffectGuardTests
{
    private static readonly EffectGuard s_guard = new("istiod.istio-system.svc", "", "vm");

    [Theory]
    [InlineData("localhost:9876", null, null, null)] // curl, istioctl
    [InlineData("127.0.0.1:9876", null, null, null)]
    [InlineData("[::1]:9876", null, null, null)]
    [InlineData("10.0.0.7", null, null, null)]
    [InlineData("LOCALHOST.", null, null, null)]
    [InlineData("istiod.istio-system.svc:15014", null, null, null)]
    [InlineData("VM:9876", null, null, null)]
    [InlineData("localhost:9876", "http://localhost:9876", "same-origin", "http://localhost:9876/scopez/")] // our own pages
    [InlineData("localhost:9876", null, "none", null)] // typed by a person
    [InlineData("localhost:9876", null, null, "http://localhost:9876/scopez/")]
    public void Refusal_ToolOrOwnPage_IsNone(string host, string? origin, string? site, string? referer) =>
        Assert.Null(s_guard.Refusal(Request(host, origin, site, referer)));

    [Theory]
    [InlineData("evil.example:9876", null, null, null)] // rebound
    [InlineData("evil.example:9876", "http://evil.example:9876", "same-origin", null)]
    [InlineData("localhost.evil.example", null, null, null)]
    [InlineData("localhost:9876", "http://evil.example", null, null)]
    [InlineData("localhost:9876", "http://localhost:3000", null, null)]
    [InlineData("localhost:9876", "http://localhost:98765", null, null)]
    [InlineData("localhost:9876", "null", null, null)]
    [InlineData("localhost:9876", "", null, null)]
    [InlineData("localhost:9876", null, "cross-site", null)] // an image of a foreign page
    [InlineData("localhost:9876", null, "same-site", null)] // another port of this machine
    [InlineData("localhost:9876", "http://localhost:9876", "cross-site", null)]
    [InlineData("localhost:9876", null, null, "http://evil.example/?http://localhost:9876/")]
    public void Refusal_ForeignPage_IsGiven(string host, string? origin, string? site, string? referer) =>
        Assert.NotNull(s_guard.Refusal(Request(host, origin, site, referer)));

    [Fact]
    public void Refusal_TwoOrigins_IsGiven()
    {
        HttpRequest request = Request("localhost:9876", null, null, null);
        request.Headers.Origin = new(["http://localhost:9876", "http://evil.example"]);
        Assert.NotNull(s_guard.Refusal(request));
    }

    [Theory]
    [InlineData("push=true", "http://evil.example", 403, 0)]
    [InlineData("push=true", null, 200, 1)]
    [InlineData("", "http://evil.example", 200, 1)] // reading is not guarded
    public async Task DebugPage_WithEffect_IsGuarded(string query, string? origin, int status, int calls)
    {
        Page page = new();
        using DebugHttp http = new(new DebugAccess(static () => null, static () => "istio-system"), s_guard, TimeProvider.System);
        HttpPages pages = new();
        pages.Add(page.Path, http.For(page));
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        context.Request.Method = "GET";
        context.Request.Path = page.Path;
        context.Request.QueryString = new QueryString("?" + query);
        context.Request.Host = new HostString("localhost:15014");
        context.Response.Body = new MemoryStream();
        if (origin is not null)
        {
            context.Request.Headers.Origin = origin;
        }

        await pages.HandleAsync(context);

        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(calls, page.Calls);
        Assert.Equal(status == 403, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()).StartsWith("refused: ", StringComparison.Ordinal));
    }

    private static HttpRequest Request(string host, string? origin, string? site, string? referer)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        Set("Origin", origin);
        Set("Sec-Fetch-Site", site);
        Set("Referer", referer);
        return request;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers[name] = value;
            }
        }
    }

    private sealed class Page : IDebugEndpoint
    {
        public int Calls { get; private set; }

        public string Path => "/debug/adsz";

        public string Help => "";

        public bool HasEffect(DebugRequest request) => request["push"].Length > 0;

        public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
        {
            Calls++;
            return ValueTask.CompletedTask;
        }
    }
}
