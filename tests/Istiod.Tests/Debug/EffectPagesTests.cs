using System.Net;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;

namespace Istiod.Tests.Debug;

/// <summary>Pages that do something, and who may not make them.</summary>
public sealed class EffectPagesTests(LiveMesh mesh) : IClassFixture<LiveMesh>
{
    public static TheoryData<string> Effects() => ["/debug/adsz?push=true", "/debug/cachez?clear=true", "/debug/force_disconnect?proxyID=client-0.load"];

    [Theory]
    [MemberData(nameof(Effects))]
    public async Task Effect_AskedByAnotherSite_IsRefused(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using HttpResponseMessage answer = await mesh.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.StartsWith("refused: ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Effects))]
    public async Task Effect_AskedUnderAnotherHost_IsRefused(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Host = "rebound.example.com";
        using HttpResponseMessage answer = await mesh.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Page_WithoutEffect_IsAnsweredToAnySite()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/debug/adsz");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using HttpResponseMessage answer = await mesh.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Push_Asked_SendsEverythingAgain()
    {
        using DebugProxy proxy = mesh.Connect(LiveMesh.Node("client-7", "load", "10.100.1.7"));
        await proxy.AskAsync(XdsType.Cluster.TypeUrl);
        DeltaDiscoveryResponse first = await proxy.ReadAsync(XdsType.Cluster.TypeUrl);
        await proxy.AcknowledgeAsync(first);
        await proxy.SettleAsync();

        using HttpResponseMessage answer = await mesh.Http.GetAsync(new Uri("/debug/adsz?push=true", UriKind.Relative));

        Assert.Matches("^Pushed to [0-9]+ servers\n$", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        DeltaDiscoveryResponse again = await proxy.ReadAsync(XdsType.Cluster.TypeUrl);
        Assert.NotEqual(first.Nonce, again.Nonce);
        Assert.Equal(first.Resources.Select(static r => r.Name), again.Resources.Select(static r => r.Name));
        Assert.Empty(again.RemovedResources);
    }

    [Fact]
    public async Task Clear_Asked_TellsSo()
    {
        using HttpResponseMessage answer = await mesh.Http.GetAsync(new Uri("/debug/cachez?clear=true", UriKind.Relative));

        Assert.Equal("Cache cleared\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Disconnect_OfAProxy_EndsItsStream()
    {
        using DebugProxy proxy = mesh.Connect(LiveMesh.Node("client-8", "load", "10.100.1.8"));
        await proxy.SettleAsync();

        using HttpResponseMessage answer = await mesh.Http.GetAsync(new Uri("/debug/force_disconnect?proxyID=client-8.load", UriKind.Relative));

        Assert.Equal("OK", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(global::Grpc.Core.StatusCode.OK, (await proxy.EndAsync()).StatusCode);
    }

    [Theory]
    [InlineData("/debug/force_disconnect", 400, "You must provide a proxyID in the query string\n")]
    [InlineData("/debug/sidecarz", 400, "You must provide a proxyID in the query string\n")]
    [InlineData("/debug/edsz", 400, "You must provide a proxyID in the query string\n")]
    [InlineData("/debug/force_disconnect?proxyID=nobody", 404, "Proxy not connected to this Pilot instance. It may be connected to another instance.\n")]
    [InlineData("/debug/adsz?proxyID=nobody", 404, "Proxy not connected to this Pilot instance. It may be connected to another instance.\n")]
    [InlineData("/debug/telemetryz?proxyID=nobody", 404, "Proxy not connected to this Pilot instance. It may be connected to another instance.\n")]
    public async Task Page_WithoutItsProxy_TellsWhatIsMissing(string path, int status, string text)
    {
        using HttpResponseMessage answer = await mesh.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }
}
