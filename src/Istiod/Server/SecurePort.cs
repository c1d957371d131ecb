using System.Net.Security;
using Istiod.Grpc;
using Istiod.Security;

namespace Istiod.Server;

/// <summary>Port 15012: gRPC over TLS, where callers are asked who they are.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/server.go:initSecureDiscoveryService.</remarks>
internal static class SecurePort
{
    private static readonly SslApplicationProtocol[] Http2 = [SslApplicationProtocol.Http2];

    /// <summary>Binds and serves.</summary>
    /// <param name="address">A Go address.</param>
    /// <param name="tls">Settings of each handshake.</param>
    /// <param name="dispatcher">Methods.</param>
    /// <param name="authenticator">Finds out who calls.</param>
    /// <param name="settings">Limits of gRPC.</param>
    /// <param name="ages">Limits ages of connections.</param>
    /// <param name="log">Kestrel's log.</param>
    /// <param name="time">Limits handshakes.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<HttpPort> OpenAsync(
        string address,
        ServerTls tls,
        GrpcDispatcher dispatcher,
        IPeerAuthenticator authenticator,
        GrpcServerSettings settings,
        ConnectionAgeLimiter ages,
        ILoggerFactory log,
        TimeProvider time) => HttpPort.OpenAsync(
            address,
            kestrel => GrpcKestrel.Apply(kestrel, settings),
            listen =>
            {
                GrpcKestrel.Apply(listen, ages);
                TlsConnections.Use(listen, () => tls.Options(Http2), time);
            },
            context => dispatcher.HandleAsync(context, authenticator),
            log);
}
