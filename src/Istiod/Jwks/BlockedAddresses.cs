using System.Net;
using Istiod.Primitives;

namespace Istiod.Jwks;

/// <summary>Addresses that key fetches must not reach (<c>BLOCKED_CIDRS_IN_JWKS_URIS</c>).</summary>
/// <remarks>Asked for each connection after names are resolved, so redirects and discovery do not get around it.</remarks>
internal sealed class BlockedAddresses
{
    private readonly List<Cidr> _ranges = [];

    /// <summary>Reads the variable.</summary>
    /// <param name="list">Ranges, separated by commas.</param>
    /// <param name="unreadable">Hears of parts that are no range; they are left out.</param>
    /// <remarks>istiod: pilot/pkg/features/pilot.go:BlockedCIDRsInJWKURIs.</remarks>
    public BlockedAddresses(string list, Action<string> unreadable)
    {
        foreach (string part in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Cidr.TryParse(part, out Cidr range))
            {
                _ranges.Add(range);
            }
            else
            {
                unreadable(part);
            }
        }
    }

    /// <summary>Whether an address lies in one of the ranges; an IPv4 address in IPv6 form counts as the former.</summary>
    public bool Holds(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (Cidr range in _ranges)
        {
            if (range.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }
}
