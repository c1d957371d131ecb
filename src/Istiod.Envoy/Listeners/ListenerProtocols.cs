using Istiod.Model;

namespace Istiod.Envoy.Listeners;

/// <summary>Protocols as listeners class them.</summary>
internal static class ListenerProtocols
{
    /// <summary>How a listener treats the protocol.</summary>
    /// <remarks>istiod: pilot/pkg/networking/networking.go:ModelProtocolToListenerProtocol.</remarks>
    public static ListenerProtocol Class(Protocol protocol) =>
        protocol.IsHttp() ? ListenerProtocol.Http
        : protocol.IsTcp() ? ListenerProtocol.Tcp
        : protocol == Protocol.Udp ? ListenerProtocol.None
        : ListenerProtocol.Detect;
}

/// <summary>How a listener treats a protocol.</summary>
internal enum ListenerProtocol
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As bytes.</summary>
    Tcp,

    /// <summary>As HTTP.</summary>
    Http,

    /// <summary>As what it turns out to be.</summary>
    Detect,
}
