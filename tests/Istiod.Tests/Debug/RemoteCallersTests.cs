using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Debug;

/// <summary>Every page, asked from another machine: with and without an identity.</summary>
public sealed class RemoteCallersTests(LiveMesh mesh) : IClassFixture<LiveMesh>
{
    private const string System = "spiffe://cluster.local/ns/istio-system/sa/kiali";
    private const string Foreign = "spiffe://cluster.local/ns/shop/sa/cart";
    private const string Own = "spiffe://cluster.local/ns/load/sa/app";

    public static TheoryData<string> Pages() =>
    [
        .. JsonNode.Parse(LiveFiles.Read("15014_debug_list.txt"))!.AsArray().Select(static n => "/debug/" + n!.GetValue<string>()),
        "/debug/list",
        "/debug/force_disconnect?proxyID=nobody",
        "/debug/graph",
        "/debug/nacks",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_AskedWithoutIdentity_IsUnauthorizedAndEmpty(string path) => Assert.Equal((401, ""), await AskAsync(path, null));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_AskedByAWorkload_IsForbiddenUnlessItIsForWorkloads(string path)
    {
        (int status, _) = await AskAsync(path, Foreign);

        bool isForWorkloads = path is "/debug/config_dump" or "/debug/edsz" or "/debug/ndsz";
        Assert.Equal(isForWorkloads ? 400 : 403, status); // the 400 asks for the proxy
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_AskedBySystemNamespace_IsAnswered(string path)
    {
        (int status, _) = await AskAsync(path, System);

        Assert.True(status is 200 or 400 or 404, $"{status}");
    }

    [Theory]
    [InlineData("/debug/config_dump?proxyID=client-0.load", Own, 200)]
    [InlineData("/debug/edsz?proxyID=client-0.load", Own, 200)]
    [InlineData("/debug/ndsz?proxyID=client-0.load", Own, 200)]
    [InlineData("/debug/config_dump?proxyID=client-0.load", Foreign, 404)]
    [InlineData("/debug/edsz?proxyID=client-0.load", Foreign, 404)]
    [InlineData("/debug/ndsz?proxyID=client-0.load", Foreign, 404)]
    [InlineData("/debug/config_dump?proxyID=client-0.load", System, 200)]
    public async Task Dump_AskedByAWorkload_IsOfItsOwnNamespaceOnly(string path, string identity, int status) =>
        Assert.Equal(status, (await AskAsync(path, identity)).Status);

    [Fact]
    public async Task Index_AskedByAnybody_IsShown() => Assert.Equal(200, (await AskAsync("/debug", null)).Status);

    private async Task<(int Status, string Body)> AskAsync(string path, string? identity)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.1.2.3");
        context.Request.Protocol = HttpProtocol.Http11;
        context.Request.Method = HttpMethods.Get;
        context.Request.Host = new HostString("localhost");
        int mark = path.IndexOf('?', StringComparison.Ordinal);
        context.Request.Path = mark < 0 ? path : path[..mark];
        context.Request.QueryString = new QueryString(mark < 0 ? "" : path[mark..]);
        using MemoryStream body = new();
        context.Response.Body = body;
        if (identity is not null)
        {
            context.Request.Headers[DebugProxy.IdentityHeader] = identity;
        }

        await mesh.Pages.HandleAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}
