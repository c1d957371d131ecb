using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Gateways;

/// <summary>A port while gateways are merged.</summary>
/// <param name="key">What distinguishes it.</param>
/// <param name="routeName">Route configuration of its first server.</param>
internal sealed class GatewaySlot(GatewaySlot.Key key, string routeName)
{
    /// <summary>Number, protocol and address.</summary>
    public Key Id { get; } = key;

    /// <summary>Route configuration.</summary>
    public string RouteName { get; set; } = routeName;

    /// <summary>Servers in order.</summary>
    public List<GatewayServer> Servers { get; } = [];

    /// <summary>Servers that are served over QUIC too.</summary>
    public List<GatewayServer> QuicServers { get; } = [];

    /// <summary>The finished port.</summary>
    public GatewayPort Build() => new(
        Id.Number,
        ProtocolNames.Parse(Id.Protocol),
        Id.Bind,
        RouteName,
        ValueArray.From(Servers),
        ValueArray.From(QuicServers));

    /// <summary>What distinguishes ports: servers with another spelling of a protocol do not share one by themselves.</summary>
    public readonly record struct Key(int Number, string Protocol, string Bind);
}
