using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Clusters;

/// <summary>Addresses by which a proxy reaches its own workload.</summary>
/// <remarks>istiod: networking/core/listener_address.go.</remarks>
internal static class LocalAddresses
{
    /// <summary>IPv4 loopback.</summary>
    public const string LoopbackV4 = "127.0.0.1";

    /// <summary>IPv6 loopback.</summary>
    public const string LoopbackV6 = "::1";

    /// <summary>Source address of passed-through inbound connections: iptables lets it by.</summary>
    public const string PassthroughSourceV4 = "127.0.0.6";

    /// <summary>Its IPv6 counterpart.</summary>
    public const string PassthroughSourceV6 = "::6";

    /// <summary>Loopback addresses of a proxy, the first preferred.</summary>
    public static ValueArray<string> Loopback(AddressFamilies families) => families switch
    {
        AddressFamilies.IPv6 => [LoopbackV6],
        AddressFamilies.Dual => [LoopbackV4, LoopbackV6],
        _ => [LoopbackV4],
    };

    /// <summary>Source addresses of inbound connections, the first preferred.</summary>
    public static ValueArray<string> PassthroughSources(AddressFamilies families, bool isDualStackMesh) => families switch
    {
        AddressFamilies.IPv4 => [PassthroughSourceV4],
        AddressFamilies.Dual when isDualStackMesh => [PassthroughSourceV4, PassthroughSourceV6],
        AddressFamilies.Dual => [PassthroughSourceV4],
        _ => [PassthroughSourceV6],
    };
}
