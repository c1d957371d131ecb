using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Istiod.Primitives;

/// <summary>IP addresses as Go reads them: four decimal parts without leading zeros, or IPv6; nothing shorter.</summary>
/// <remarks>Source: Go's net/netip.ParseAddr.</remarks>
public static class IPText
{
    /// <summary>Whether <paramref name="text"/> is an address.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text) => TryParse(text, out _);

    /// <summary>Reads an address.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.IsEmpty || text[0] == '[')
        {
            return false;
        }

        if (!text.Contains(':') && !IsDottedQuad(text))
        {
            return false;
        }

        return IPAddress.TryParse(text, out address);
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        int parts = 1;
        int digits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '.')
            {
                if (digits == 0)
                {
                    return false;
                }

                parts++;
                digits = 0;
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                digits++;
                if (digits == 2 && text[i - 1] == '0')
                {
                    return false;
                }
            }
            else
            {
                return false;
            }
        }

        return parts == 4 && digits > 0;
    }
}
