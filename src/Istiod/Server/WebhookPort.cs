using System.Net.Security;
using Istiod.Grpc;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Istiod.Server;

/// <summary>Port 15017: webhooks over TLS, callers are not asked who they are.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/webhook.go:initSecureWebhookServer.</remarks>
internal static class WebhookPort
{
    // as Go's server offers them
    private static readonly SslApplicationProtocol[] s_protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    private const int BufferSize = 64 << 10;
    private const int MaxStreams = 100;

    /// <summary>Binds and serves.</summary>
    /// <param name="address">A Go address.</param>
    /// <param name="tls">Settings of a handshake that begins now, for the protocols it may choose; <c>null</c> serves without TLS.</param>
    /// <param name="handler">Answers requests.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<HttpPort> OpenAsync(
        string address,
        Func<IReadOnlyList<SslApplicationProtocol>, SslServerAuthenticationOptions>? tls,
        RequestDelegate handler,
        ILoggerFactory log,
        TimeProvider time) => HttpPort.OpenAsync(
            address,
            static options =>
            {
                options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
                options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);

                // Bodies are limited where they are read, with the reference's answer; what waits for its turn must not take much memory.
                options.Limits.MaxRequestBodySize = null;
                options.Limits.MaxRequestBufferSize = BufferSize;
                options.Limits.MinRequestBodyDataRate = null; // bodies have a limit of their own, which is answered

                // Bodies wait for their turn: no stream may take the window of the others.
                options.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
                options.Limits.Http2.InitialStreamWindowSize = BufferSize;
                options.Limits.Http2.InitialConnectionWindowSize = MaxStreams * BufferSize;
            },
            listen =>
            {
                listen.Protocols = tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (tls is not null)
                {
                    TlsConnections.Use(listen, () => tls(s_protocols), time);
                }
            },
            handler,
            log);
}
