using Grpc.Net.Client;
using Istiod.Diagnostics.Logging;
using Istiod.Grpc;
using Istiod.Resources;
using Istiod.Server;
using Istiod.Xds;

namespace Istiod.Golden.Clients;

/// <summary>The product's xDS server over views, on a socket of its own, with a channel to it.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly XdsServer _server;
    private readonly HttpPort _port;
    private readonly LogSystem _log;

    private LiveServer(XdsServer server, HttpPort port, LogSystem log)
    {
        _server = server;
        _port = port;
        _log = log;
        Channel = GrpcChannel.ForAddress(
            "http://127.0.0.1:" + port.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }

    /// <summary>A channel to the server.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Starts serving on a free port of the loopback interface.</summary>
    public static async Task<LiveServer> StartAsync(IViewProvider views)
    {
        GrpcServerSettings settings = new();
        XdsServer server = new(views, new XdsSettings(), TimeProvider.System, new XdsMetrics());
        GrpcDispatcher dispatcher = new(server.Methods, settings, TimeProvider.System);
        SaidAccount authenticator = new();
        LogSystem log = new();
        HttpPort port = await HttpPort.OpenAsync(
            "127.0.0.1:0",
            options => GrpcKestrel.Apply(options, settings),
            listen => GrpcKestrel.Apply(listen, null),
            context => dispatcher.HandleAsync(context, authenticator),
            log);
        return new LiveServer(server, port, log);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        using (CancellationTokenSource now = new())
        {
            await now.CancelAsync();
            await _port.CloseAsync(now.Token);
        }

        await _port.DisposeAsync();
        _server.Dispose();
        _log.Dispose();
    }
}
