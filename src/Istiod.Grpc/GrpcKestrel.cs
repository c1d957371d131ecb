using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Istiod.Grpc;

/// <summary>Sets Kestrel up for long-lived gRPC streams.</summary>
public static class GrpcKestrel
{
    // Smallest values Kestrel takes; see Apply.
    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1);

    /// <summary>Server-wide limits: streams may idle for ever, and no body is too long or too slow.</summary>
    /// <remarks>
    /// Windows are small on purpose: peers send us requests of a few hundred bytes to some tens of KB, and what a peer may
    /// send unread is memory that an idle stream can be made to cost.
    /// </remarks>
    public static void Apply(KestrelServerOptions options, GrpcServerSettings settings)
    {
        options.AddServerHeader = false;
        KestrelServerLimits limits = options.Limits;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestBodySize = null;
        limits.KeepAliveTimeout = TimeSpan.FromDays(365);
        limits.MaxResponseBufferSize = 32 * 1024;
        limits.Http2.MaxStreamsPerConnection = settings.MaxStreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = 256 * 1024;
        limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
        limits.Http2.KeepAlivePingDelay = Positive(settings.KeepaliveInterval);
        limits.Http2.KeepAlivePingTimeout = Positive(settings.KeepaliveTimeout);
    }

    /// <summary>Sockets' own limits: little is read ahead, for every block read ahead leaves its bookkeeping behind.</summary>
    /// <remarks>All proxies of a mesh come back at once after a restart, so many may wait to be accepted.</remarks>
    public static void Apply(SocketTransportOptions options)
    {
        options.MaxReadBufferSize = 16 * 1024;
        options.MaxWriteBufferSize = 32 * 1024;
        options.Backlog = 4096;
    }

    /// <summary>One listener for HTTP/2 (without TLS unless the caller adds it after this), with the connection age limit.</summary>
    /// <param name="listen">The listener.</param>
    /// <param name="ages">Shared by all listeners; <c>null</c> for no limit.</param>
    public static void Apply(ListenOptions listen, ConnectionAgeLimiter? ages)
    {
        listen.Protocols = HttpProtocols.Http2;
        if (ages is { IsActive: true })
        {
            listen.Use(next => connection => ages.RunAsync(connection, next));
        }
    }

    private static TimeSpan Positive(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time > TimeSpan.FromDays(365) ? TimeSpan.MaxValue
        : time < ShortestPing ? ShortestPing
        : time;
}
