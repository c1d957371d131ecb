using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>Why a text is no address, in the words of Go's net/netip.</summary>
internal static class AddressText
{
    private static readonly System.Buffers.SearchValues<char> s_characters = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF:.%");

    /// <summary>The fault, or null if it is an address.</summary>
    public static string? Fault(string text)
    {
        if (IPText.IsAddress(text))
        {
            return null;
        }

        int mark = text.AsSpan().IndexOfAny('.', ':', '%');
        string why = mark < 0 ? "unable to parse IP"
            : text[mark] == '%' ? "missing IPv6 address"
            : text[mark] == '.' ? Quad(text)
            : Groups(text);
        return $"ParseAddr({GoQuote.Of(text)}): {why}";
    }

    private static string Quad(string text)
    {
        int value = 0, position = 0, digits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAsciiDigit(c))
            {
                if (digits == 1 && value == 0)
                {
                    return "IPv4 field has octet with leading zero";
                }

                value = (value * 10) + (c - '0');
                digits++;
                if (value > 255)
                {
                    return "IPv4 field has value >255";
                }
            }
            else if (c != '.')
            {
                return $"unexpected character (at {GoQuote.Of(text[i..])})";
            }
            else if (i == 0 || i == text.Length - 1 || text[i - 1] == '.')
            {
                return $"IPv4 field must have at least one digit (at {GoQuote.Of(text[i..])})";
            }
            else if (position == 3)
            {
                return "IPv4 address too long";
            }
            else
            {
                (value, digits, position) = (0, 0, position + 1);
            }
        }

        return "IPv4 address too short";
    }

    /// <summary>Differs: of the many ways to fail only the usual ones have their own words.</summary>
    private static string Groups(string text)
    {
        int bad = text.AsSpan().IndexOfAnyExcept(s_characters);
        int twice = text.IndexOf("::", StringComparison.Ordinal);
        int again = twice < 0 ? -1 : text.IndexOf("::", twice + 2, StringComparison.Ordinal);
        return bad == 0 || (bad > 0 && text[bad - 1] == ':')
                ? $"each colon-separated field must have at least one digit (at {GoQuote.Of(text[bad..])})"
            : bad > 0 ? $"unexpected character, want colon (at {GoQuote.Of(text[bad..])})"
            : again >= 0 ? $"multiple :: in address (at {GoQuote.Of(text[(again + 1)..])})"
            : text.EndsWith(':') ? "colon must be followed by more characters (at \":\")"
            : twice < 0 && text.AsSpan().Count(':') < 7 ? "address string too short"
            : "unable to parse IP";
    }
}
