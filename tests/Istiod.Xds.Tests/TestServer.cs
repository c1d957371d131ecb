using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Grpc;
using Istiod.Resources;
using Istiod.Testing.Xds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Istiod.Xds.Tests;

/// <summary>An xDS server on a real socket, with scripted views, and clients for it.</summary>
internal sealed class TestServer : IAsyncDisposable, IConnectionObserver
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _secretsAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _opened;
    private int _closed;
    private int _expected = int.MaxValue;

    private TestServer(ScriptedViews views, XdsSettings settings, WebApplication app)
    {
        Views = views;
        _app = app;
        Server = new XdsServer(views, settings with { Observer = this }, TimeProvider.System, Metrics);
        GrpcDispatcher dispatcher = new(Server.Methods, new GrpcServerSettings(), TimeProvider.System);
        app.Run(dispatcher.HandleAsync);
    }

    public ScriptedViews Views { get; }

    public XdsServer Server { get; }

    public XdsMetrics Metrics { get; } = new();

    /// <summary>Whether streams may have secrets is known when this is done.</summary>
    public Task Review { get; set; } = Task.CompletedTask;

    /// <summary>Done when a stream has asked for secrets.</summary>
    public Task SecretsAreAsked => _secretsAsked.Task;

    public Uri Address { get; private set; } = new("http://localhost");

    public static async Task<TestServer> StartAsync(XdsSettings? settings = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            GrpcKestrel.Apply(options, new GrpcServerSettings());
            options.Listen(IPAddress.Loopback, 0, listen => GrpcKestrel.Apply(listen, null));
        });
        TestServer server = new(new ScriptedViews(), settings ?? new XdsSettings(), builder.Build());
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Urls.First());
        return server;
    }

    public GrpcChannel Connect() => GrpcChannel.ForAddress(
        Address, new GrpcChannelOptions { MaxReceiveMessageSize = null, HttpHandler = new SocketsHttpHandler() });

    public static AsyncDuplexStreamingCall<byte[], byte[]> Call(
        GrpcChannel channel, bool isDelta, CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            new Method<byte[], byte[]>(
                MethodType.DuplexStreaming,
                "envoy.service.discovery.v3.AggregatedDiscoveryService",
                isDelta ? "DeltaAggregatedResources" : "StreamAggregatedResources",
                Raw,
                Raw),
            null,
            options);

    public Task AllGoneAsync(int opened)
    {
        lock (_lock)
        {
            _expected = opened;
            Settle();
        }

        return _allGone.Task;
    }

    public void Connected(XdsConnection connection, ProxyNode node)
    {
        lock (_lock)
        {
            _opened++;
        }
    }

    public void Disconnected(XdsConnection connection)
    {
        lock (_lock)
        {
            _closed++;
            Settle();
        }
    }

    public Task SecretsAsked(XdsConnection connection)
    {
        _secretsAsked.TrySetResult();
        return Review;
    }

    public void HealthReported(XdsConnection connection, string? problem)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Server.Dispose();
    }

    private void Settle()
    {
        if (_opened >= _expected && _closed == _opened)
        {
            _allGone.TrySetResult();
        }
    }
}
