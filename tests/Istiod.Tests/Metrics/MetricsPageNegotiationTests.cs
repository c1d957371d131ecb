using System.IO.Compression;
using System.Net;
using System.Text;
using Istiod.Diagnostics.Metrics;
using Istiod.Server;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Metrics;

public sealed class MetricsPageNegotiationTests
{
    private const string Plain = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    [Theory]
    [InlineData("", Plain)]
    [InlineData("*/*", Plain)]
    [InlineData("text/html", Plain)]
    [InlineData("text/plain", Plain)]
    [InlineData("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", Plain)]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8", "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8")]
    [InlineData("text/plain;version=9", Plain)]
    [InlineData("text/plain;escaping=nonsense", Plain)]
    [InlineData("application/openmetrics-text;version=1.0.0", Plain)] // the reference gives none
    // what Prometheus 3 sends
    [InlineData(
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8")]
    [InlineData("text/plain;version=0.0.4;q=0.3,text/plain;version=1.0.0;q=0.9", "text/plain; version=1.0.0; charset=utf-8; escaping=underscores")]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.9,text/plain;q=0.1", Plain)]
    public void ContentType_OfAnAcceptHeader_IsTheReferences(string accept, string expected) =>
        Assert.Equal(expected, MetricsPage.ContentType(accept));

    [Fact]
    public void ContentType_OfAHugeHeader_IsThePlainOne() =>
        Assert.Equal(Plain, MetricsPage.ContentType(string.Concat(Enumerable.Repeat("text/plain;version=1.0.0,", 1000))));

    [Theory]
    [InlineData(true, "10.0.0.1", 403)]
    [InlineData(true, "127.0.0.1", 200)]
    [InlineData(true, "::1", 200)]
    [InlineData(false, "10.0.0.1", 200)]
    public async Task Page_ForLocalhostOnly_RefusesOthers(bool localOnly, string peer, int status)
    {
        (HttpContext context, MemoryStream body) = Request(peer);
        await new MetricsPage(Registry(), localOnly).HandleAsync(context);
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(
            status == 403 ? "Only requests from localhost are allowed\n" : "# HELP up_total x\n# TYPE up_total counter\nup_total 1\n",
            Encoding.UTF8.GetString(body.ToArray()));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate, gzip;q=1.0", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br", false)]
    public async Task Page_ForWhoTakesGzip_IsCompressed(string accepted, bool isCompressed)
    {
        (HttpContext context, MemoryStream body) = Request("10.0.0.1");
        context.Request.Headers.AcceptEncoding = accepted;
        await new MetricsPage(Registry(), localOnly: false).HandleAsync(context);
        Assert.Equal(isCompressed ? "gzip" : "", context.Response.Headers.ContentEncoding.ToString());
        body.Position = 0;
        using GZipStream gzip = new(body, CompressionMode.Decompress);
        using StreamReader reader = new(isCompressed ? gzip : body);
        Assert.StartsWith("# HELP up_total", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static MetricRegistry Registry()
    {
        MetricRegistry registry = new();
        registry.Counter("up_total", "x").Increment();
        return registry;
    }

    private static (HttpContext Context, MemoryStream Body) Request(string peer)
    {
        DefaultHttpContext context = new();
        MemoryStream body = new();
        context.Request.Method = "GET";
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Response.Body = body;
        return (context, body);
    }
}
