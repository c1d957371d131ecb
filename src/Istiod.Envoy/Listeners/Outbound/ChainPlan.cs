using Istiod.Envoy.Filters.Network;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>One filter chain of an outbound listener: what it matches and where it leads.</summary>
internal sealed record ChainPlan
{
    /// <summary>Names that TLS clients ask for.</summary>
    public ValueArray<string> SniHosts { get; init; }

    /// <summary>Destination ranges.</summary>
    public ValueArray<string> DestinationRanges { get; init; }

    /// <summary>Application protocols.</summary>
    public ValueArray<string> ApplicationProtocols { get; init; }

    /// <summary>Transport protocol; empty: any.</summary>
    public string TransportProtocol { get; init; } = "";

    /// <summary>The virtual service that made it, if one did.</summary>
    public NamespacedName? VirtualService { get; init; }

    /// <summary>Set for TCP.</summary>
    public TcpTarget? Tcp { get; init; }

    /// <summary>Set for HTTP.</summary>
    public HttpTarget? Http { get; init; }

    /// <summary>It matches everything.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/listener.go:isMatchAll.</remarks>
    public bool MatchesAll =>
        (SniHosts.IsEmpty || SniHosts.Span.Contains("*"))
        && ApplicationProtocols.IsEmpty
        && TransportProtocol.Length == 0
        && DestinationRanges.IsEmpty;

    /// <summary>Whether both would match the same connections, so that Envoy would refuse to have both.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/listener.go:conflictsWith.</remarks>
    public bool ConflictsWith(ChainPlan other) =>
        string.Equals(TransportProtocol, other.TransportProtocol, StringComparison.Ordinal)
        && ApplicationProtocols == other.ApplicationProtocols
        && NamesOf(SniHosts).SetEquals(NamesOf(other.SniHosts))
        && RangesOf(DestinationRanges).SetEquals(RangesOf(other.DestinationRanges));

    private static HashSet<string> NamesOf(ValueArray<string> hosts)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string host in hosts)
        {
            if (host is not "*")
            {
                names.Add(host);
            }
        }

        return names;
    }

    private static HashSet<string> RangesOf(ValueArray<string> ranges)
    {
        HashSet<string> masked = new(StringComparer.Ordinal);
        foreach (string range in ranges)
        {
            if (Addresses.Masked(range) is { } text && !range.StartsWith(Addresses.AnyIPv4, StringComparison.Ordinal))
            {
                masked.Add(text);
            }
        }

        return masked;
    }
}

/// <summary>An HTTP chain of an outbound listener.</summary>
/// <param name="RouteName">Its route configuration.</param>
/// <param name="Protocol">Protocol of the port.</param>
/// <param name="DnsCache">See <see cref="Http.HttpChain.DnsCache"/>.</param>
/// <param name="IsForwardProxy">It takes requests with absolute URLs.</param>
internal sealed record HttpTarget(string RouteName, Protocol Protocol, string DnsCache, bool IsForwardProxy);
