using Istiod.Model;

namespace Istiod.Envoy.Listeners.Http;

/// <summary>Describes one HTTP connection manager.</summary>
internal sealed record HttpChain
{
    /// <summary>Side.</summary>
    public required ListenerClass Side { get; init; }

    /// <summary>Prefix of its statistics, with the delimiter if it has one.</summary>
    public required string StatPrefix { get; init; }

    /// <summary>Route configuration to subscribe to; empty: it is inline.</summary>
    public string RouteName { get; init; } = "";

    /// <summary>Protocol of the port.</summary>
    public Protocol Protocol { get; init; }

    /// <summary>Port that it listens on.</summary>
    public int Port { get; init; }

    /// <summary>The peer's address is trusted as the client's.</summary>
    public bool UsesRemoteAddress { get; init; }

    /// <summary>HTTP/3 over QUIC only.</summary>
    public bool IsHttp3Only { get; init; }

    /// <summary>The requests came through an HBONE tunnel.</summary>
    public bool IsHbone { get; init; }

    /// <summary>Metadata exchange headers are kept within the mesh.</summary>
    public bool SkipsExchangeOutsideMesh { get; init; }

    /// <summary>Debug headers of the router are left out.</summary>
    public bool SuppressesDebugHeaders { get; init; }

    /// <summary>Name of the DNS cache for a service whose wildcard host is resolved on demand; empty if it is none.</summary>
    public string DnsCache { get; init; } = "";
}
