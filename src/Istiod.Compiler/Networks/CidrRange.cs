using System.Globalization;
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
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !IPText.TryParse(text.AsSpan(0, slash), out IPAddress? address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
        {
            return false;
        }

        byte[] bytes = address.GetAddressBytes();
        if (bits < 0 || bits > bytes.Length * 8)
        {
            return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            int kept = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        range = new IPNetwork(new IPAddress(bytes), bits);
        return true;
    }
}
