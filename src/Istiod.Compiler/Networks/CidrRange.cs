using System.Net;
using Istiod.Primitives;

namespace Istiod.Compiler.Networks;

/// <summary>A range of addresses that belongs to a network.</summary>
/// <param name="Range">The range.</param>
/// <param name="Network">The network's name.</param>
internal sealed record CidrRange(IPNetwork Range, string Network)
{
    /// <summary>Reads <c>address/bits</c>; bits behind the prefix do not count.</summary>
    public static bool TryParse(string text, out IPNetwork range)
    {
        range = default;
        if (!Cidr.TryParse(text, out Cidr cidr))
        {
            return false;
        }

        range = new IPNetwork(cidr.Masked.Address, cidr.Bits);
        return true;
    }
}
