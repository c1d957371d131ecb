using System.Net;
using Istiod.Grpc;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Istiod.Server;

/// <summary>One listening port with one handler: Kestrel without a web application around it, so that ports open one by one.</summary>
internal sealed class HttpPort : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private HttpPort(KestrelServer server) => _server = server;

    /// <summary>Where it listens; the port is known even if 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Binds and serves.</summary>
    /// <param name="address">A Go address.</param>
    /// <param name="configure">Sets limits.</param>
    /// <param name="listen">Sets protocols and what runs before them.</param>
    /// <param name="handler">Answers requests; an exception aborts the request and is logged.</param>
    /// <exception cref="IOException">The port is taken or may not be bound.</exception>
    /// <exception cref="FormatException">The address is none.</exception>
    public static async Task<HttpPort> OpenAsync(
        string address,
        Action<KestrelServerOptions> configure,
        Action<ListenOptions> listen,
        RequestDelegate handler,
        ILoggerFactory log)
    {
        IPEndPoint endPoint = ListenAddress.Parse(address).ToEndPoint();
        KestrelServerOptions options = new() { ApplicationServices = NoServices.Instance, AddServerHeader = false };
        configure(options);
        options.Listen(endPoint, listen);
        SocketTransportOptions sockets = new();
        GrpcKestrel.Apply(sockets);
        SocketTransportFactory transport = new(Microsoft.Extensions.Options.Options.Create(sockets), log);
        KestrelServer server = new(Microsoft.Extensions.Options.Options.Create(options), transport, log);
        try
        {
            await server.StartAsync(new Application(handler), CancellationToken.None);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        return new HttpPort(server) { EndPoint = BoundTo(server, endPoint) };
    }

    /// <summary>Stops accepting, asks connections to end, waits for requests until <paramref name="limit"/>, then cuts them.</summary>
    public Task CloseAsync(CancellationToken limit) => _server.StopAsync(limit);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IPEndPoint BoundTo(KestrelServer server, IPEndPoint asked)
    {
        foreach (string url in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            return new IPEndPoint(asked.Address, new Uri(url).Port);
        }

        return asked;
    }

    private sealed class Application(RequestDelegate handler) : Microsoft.AspNetCore.Hosting.Server.IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(Microsoft.AspNetCore.Http.Features.IFeatureCollection contextFeatures) =>
            new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
