using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>A port of a merged gateway with the servers that share it.</summary>
/// <param name="Number">Port that is listened on.</param>
/// <param name="Protocol">Protocol of its first server.</param>
/// <param name="Bind">Address; empty: all.</param>
/// <param name="RouteName">Route configuration of plain HTTP; empty for others.</param>
/// <param name="Servers">In order of precedence.</param>
/// <param name="QuicServers">Those that are served over QUIC too.</param>
public sealed record GatewayPort(
    int Number,
    Protocol Protocol,
    string Bind,
    string RouteName,
    ValueArray<GatewayServer> Servers,
    ValueArray<GatewayServer> QuicServers);
