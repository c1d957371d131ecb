using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Listener.HttpInspector.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Listener.OriginalDst.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Listener.OriginalSrc.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Listener.TlsInspector.V3;

namespace Istiod.Envoy.Listeners;

/// <summary>Small parts that listeners share.</summary>
/// <remarks>istiod: pilot/pkg/xds/filters/filters.go, pilot/pkg/networking/core/listener.go.</remarks>
internal static class ListenerParts
{
    /// <summary>Finds out whether a connection is TLS, and its server name and ALPN.</summary>
    /// <remarks>512 bytes hold a usual client hello; Envoy's default of 64 KiB for each connection is wasteful.</remarks>
    public static ListenerFilter TlsInspector() => new()
    {
        Name = "envoy.filters.listener.tls_inspector",
        TypedConfig = AnyValue.Pack(new TlsInspector { InitialReadBufferSize = 512 }),
    };

    /// <summary>Finds out whether a plain connection is HTTP.</summary>
    public static ListenerFilter HttpInspector() => new()
    {
        Name = "envoy.filters.listener.http_inspector",
        TypedConfig = AnyValue.Pack(new HttpInspector()),
    };

    /// <summary>Restores the destination that redirection hid.</summary>
    public static ListenerFilter OriginalDestination() => new()
    {
        Name = "envoy.filters.listener.original_dst",
        TypedConfig = AnyValue.Pack(new OriginalDst()),
    };

    /// <summary>Keeps the client's address towards the workload; the mark keeps its packets from being redirected again.</summary>
    public static ListenerFilter OriginalSource() => new()
    {
        Name = "envoy.filters.listener.original_src",
        TypedConfig = AnyValue.Pack(new OriginalSrc { Mark = 1337 }),
    };

    /// <summary>How many connections a worker accepts at once; <c>null</c>: no limit.</summary>
    public static uint? MaxAccepts(MeshFeatures features) =>
        features.MaxConnectionsPerSocketEventLoop > 0 ? (uint)features.MaxConnectionsPerSocketEventLoop : null;

    /// <summary>How long a TLS handshake may take; <c>null</c>: as long as it likes.</summary>
    public static Duration? HandshakeTimeout(MeshFeatures features) =>
        features.GatewayTransportSocketConnectTimeout == TimeSpan.Zero
            ? null
            : Duration.FromTimeSpan(features.GatewayTransportSocketConnectTimeout);

    /// <summary>Balances connections exactly over worker threads.</summary>
    public static void BalanceExactly(Listener listener) =>
        listener.ConnectionBalanceConfig = new Listener.Types.ConnectionBalanceConfig
        {
            ExactBalance = new Listener.Types.ConnectionBalanceConfig.Types.ExactBalance(),
        };
}
