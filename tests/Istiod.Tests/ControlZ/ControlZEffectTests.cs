using System.Net;
using System.Runtime.InteropServices;
using Istiod.ControlZ;
using Istiod.Diagnostics.Logging;
using Istiod.Server;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.ControlZ;

/// <summary>Pages that do something: that they do, and for whom they do not.</summary>
public sealed class ControlZEffectTests
{
    [Theory]
    [InlineData("PUT", "/homej/exit", "Origin", "http://evil.example")]
    [InlineData("PUT", "/homej/exit", "Sec-Fetch-Site", "cross-site")]
    [InlineData("PUT", "/homej/exit", "Host", "evil.example:9876")]
    [InlineData("PUT", "/memj/forcecollection", "Origin", "http://evil.example")]
    [InlineData("PUT", "/memj/forcecollection", "Host", "evil.example")]
    [InlineData("PUT", "/scopej/ads", "Origin", "null")]
    [InlineData("PUT", "/scopej/ads", "Sec-Fetch-Site", "same-site")]
    [InlineData("PUT", "/scopej/ads", "Host", "evil.example")]
    [InlineData("POST", "/signalj/SIGUSR1", "Origin", "http://localhost:3000")]
    [InlineData("POST", "/signalj/SIGUSR1", "Sec-Fetch-Site", "cross-site")] // a form of a foreign page can send this
    [InlineData("PUT", "/signalj/SIGUSR1", "Host", "evil.example")]
    public async Task Effect_FromAForeignPage_IsRefused(string method, string path, string header, string value)
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using HttpResponseMessage answer = await port.SendAsync(method, path, """{"output_level":"debug"}""", (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(0, port.Exits);
        Assert.True(port.Log.TryGetScope("ads", out LogScope? scope));
        Assert.Equal(LogSeverity.Info, scope.OutputLevel);
    }

    [Fact]
    public async Task Exit_IsAnsweredFirst_AndEndsTheProcessASecondLater()
    {
        FakeTimeProvider time = new();
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync(time);
        using HttpResponseMessage answer = await port.SendAsync("PUT", "/homej/exit");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, port.Exits);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, port.Exits);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task Signal_IsSent(string method)
    {
        TaskCompletionSource came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)ControlProcess.SigUsr1, context =>
        {
            context.Cancel = true; // the default would end the test
            came.TrySetResult();
        });
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using HttpResponseMessage answer = await port.SendAsync(method, "/signalj/SIGUSR1");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await came.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task ForceCollection_Collects()
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        int before = GC.CollectionCount(2);
        using HttpResponseMessage answer = await port.SendAsync("PUT", "/memj/forcecollection");
        Assert.True(GC.CollectionCount(2) > before);
        Assert.Contains("\"NumForcedGC\":1,", await port.Client.GetStringAsync(new Uri("/memj/", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_PortZero_IsNoControlZ()
    {
        using LogSystem log = new();
        Assert.Null(await ControlZServer.OpenAsync("localhost", 0, new EffectGuard(), log, TimeProvider.System, () => { }));
    }

    [Fact]
    public async Task Open_PortTaken_IsLoggedAndNoError()
    {
        using LogSystem log = new();
        using MemoryStream lines = new();
        log.WriteTo(lines, asJson: false);
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        HttpPort? second = await ControlZServer.OpenAsync(
            "127.0.0.1", port.Client.BaseAddress!.Port, new EffectGuard(), log, TimeProvider.System, () => { });
        Assert.Null(second);
        Assert.Contains("Unable to start ControlZ", System.Text.Encoding.UTF8.GetString(lines.ToArray()), StringComparison.Ordinal);
    }
}
