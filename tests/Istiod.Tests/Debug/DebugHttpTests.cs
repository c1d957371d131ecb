using System.Net;
using Istiod.Debug;
using Istiod.Diagnostics;
using Istiod.Server;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Debug;

/// <summary>Limits of debug pages over HTTP.</summary>
public sealed class DebugHttpTests
{
    [Fact]
    public async Task Page_WhileEightAreWritten_IsRefused()
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using DebugHttp http = Http();
        RequestDelegate page = http.For(new Page(async _ => await end.Task));
        List<Task> writing = [];
        for (int i = 0; i < 8; i++)
        {
            writing.Add(page(Context(new MemoryStream())));
        }

        DefaultHttpContext late = Context(new MemoryStream());
        await page(late);
        end.SetResult();
        await Task.WhenAll(writing);
        DefaultHttpContext next = Context(new MemoryStream());
        await page(next);

        Assert.Equal(503, late.Response.StatusCode);
        Assert.Equal(200, next.Response.StatusCode);
    }

    [Fact]
    public async Task Page_WithALongAnswer_IsWrittenInBatchesUnderOneStatus()
    {
        using MemoryStream body = new();
        DefaultHttpContext context = Context(body);
        using DebugHttp http = Http();
        await http.For(new Page(async writer =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                writer.Text("a line of a long answer\n");
                await writer.FlushAsync();
            }
        }))(context);

        Assert.Equal(240_000, body.Length);
        Assert.Equal("text/plain; charset=utf-8", context.Response.ContentType);
        Assert.Null(context.Response.ContentLength);
    }

    [Fact]
    public async Task Page_WhoseCallerGoesAway_EndsItsWork()
    {
        using CancellationTokenSource gone = new();
        DefaultHttpContext context = Context(new MemoryStream());
        context.RequestAborted = gone.Token;
        using DebugHttp http = Http();
        int lines = 0;
        await http.For(new Page(async writer =>
        {
            while (true)
            {
                writer.Text("a line of an endless answer\n");
                if (++lines == 10_000)
                {
                    await gone.CancelAsync();
                }

                await writer.FlushAsync();
            }
        }))(context);

        Assert.InRange(lines, 10_000, 20_000);
    }

    private static DebugHttp Http() => new(new DebugAccess(static () => null, static () => "istio-system"), new EffectGuard(), TimeProvider.System);

    private static DefaultHttpContext Context(MemoryStream body)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/debug/test";
        context.Response.Body = body;
        return context;
    }

    private sealed class Page(Func<DebugWriter, Task> write) : IDebugEndpoint
    {
        public string Path => "/debug/test";

        public string Help => "";

        public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer) => await write(writer);
    }
}
