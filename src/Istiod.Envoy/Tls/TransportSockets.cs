using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.RawBuffer.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;

namespace Istiod.Envoy.Tls;

/// <summary>Transport sockets that many resources use.</summary>
internal static class TransportSockets
{
    /// <summary>Plain text.</summary>
    public static TransportSocket RawBuffer() => new()
    {
        Name = EnvoyNames.RawBufferSocket,
        TypedConfig = AnyValue.Pack(new RawBuffer()),
    };

    /// <summary>TLS to an upstream.</summary>
    public static TransportSocket Tls(UpstreamTlsContext context) => new()
    {
        Name = EnvoyNames.TlsSocket,
        TypedConfig = AnyValue.Pack(context),
    };

    /// <summary>TLS from a downstream.</summary>
    public static TransportSocket Tls(DownstreamTlsContext context) => new()
    {
        Name = EnvoyNames.TlsSocket,
        TypedConfig = AnyValue.Pack(context),
    };
}
