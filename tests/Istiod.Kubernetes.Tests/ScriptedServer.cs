using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Istiod.Kubernetes.Tests;

/// <summary>A plain HTTP server on a free port that answers as the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    /// <summary>Method, path and query of all requests, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<ScriptedServer> StartAsync(Func<HttpContext, Task> answer, Action<ListenOptions>? listen = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, o => listen?.Invoke(o)));
        ScriptedServer server = new(builder.Build());
        server._app.Run(async context =>
        {
            server.Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            await answer(context);
        });
        await server._app.StartAsync();
        foreach (string url in server._app.Urls)
        {
            server.Address = new Uri(url);
        }

        return server;
    }

    public ClusterConnection Connect(TimeProvider time, ClusterConnectionOptions? options = null, Credential? token = null) =>
        new(new ClusterConfig { Server = Address, Token = token }, options ?? new ClusterConnectionOptions(), time);

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
