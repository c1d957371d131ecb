using System.Globalization;
using Istiod.Primitives;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>What is wrong with an address range, in the words of Go's net/netip.</summary>
internal static class AddressRules
{
    private const int Groups = 16;

    /// <summary>The fault of a range such as <c>10.0.0.0/8</c>; null if there is none.</summary>
    public static string? PrefixFault(string text)
    {
        int slash = text.LastIndexOf('/');
        if (slash < 0)
        {
            return Prefix(text, "no '/'");
        }

        string address = text[..slash];
        if (AddressFault(address) is { } fault)
        {
            return Prefix(text, fault);
        }

        if (address.Contains('%', StringComparison.Ordinal))
        {
            return Prefix(text, "IPv6 zones cannot be present in a prefix");
        }

        string bits = text[(slash + 1)..];
        if ((bits.Length > 1 && bits[0] is < '1' or > '9')
            || !int.TryParse(bits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int length))
        {
            return Prefix(text, "bad bits after slash: " + GoQuote.Of(bits));
        }

        bool isV6 = address.Contains(':', StringComparison.Ordinal);
        return length < 0 || length > (isV6 ? 128 : 32) ? Prefix(text, "prefix length out of range") : null;
    }

    /// <summary>The fault of an address; null if there is none.</summary>
    public static string? AddressFault(string text)
    {
        foreach (char c in text)
        {
            switch (c)
            {
                case '.':
                    return FourFault(text, text);
                case ':':
                    return SixFault(text);
                case '%':
                    return Address(text, "missing IPv6 address");
                default:
                    break;
            }
        }

        return Address(text, "unable to parse IP");
    }

    private static string? FourFault(string whole, string text)
    {
        int value = 0, position = 0, digits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAsciiDigit(c))
            {
                if (digits == 1 && value == 0)
                {
                    return Address(whole, "IPv4 field has octet with leading zero");
                }

                value = (value * 10) + (c - '0');
                digits++;
                if (value > 255)
                {
                    return Address(whole, "IPv4 field has value >255");
                }
            }
            else if (c == '.')
            {
                if (i == 0 || i == text.Length - 1 || text[i - 1] == '.')
                {
                    return Address(whole, "IPv4 field must have at least one digit", text[i..]);
                }

                if (position == 3)
                {
                    return Address(whole, "IPv4 address too long");
                }

                position++;
                value = 0;
                digits = 0;
            }
            else
            {
                return Address(whole, "unexpected character", text[i..]);
            }
        }

        return position < 3 ? Address(whole, "IPv4 address too short") : null;
    }

    private static string? SixFault(string whole)
    {
        string rest = whole;
        int zone = whole.IndexOf('%', StringComparison.Ordinal);
        if (zone >= 0)
        {
            rest = whole[..zone];
            if (zone == whole.Length - 1)
            {
                return Address(whole, "zone must be a non-empty string");
            }
        }

        bool hasGap = rest.StartsWith("::", StringComparison.Ordinal);
        rest = hasGap ? rest[2..] : rest;
        if (hasGap && rest.Length == 0)
        {
            return null;
        }

        int filled = 0;
        while (filled < Groups)
        {
            int digits = 0;
            while (digits < rest.Length && char.IsAsciiHexDigit(rest[digits]))
            {
                if (++digits > 4)
                {
                    return Address(whole, "each group must have 4 or less digits", rest);
                }
            }

            if (digits == 0)
            {
                return Address(whole, "each colon-separated field must have at least one digit", rest);
            }

            if (digits < rest.Length && rest[digits] == '.')
            {
                if (!hasGap && filled != 12)
                {
                    return Address(whole, "embedded IPv4 address must replace the final 2 fields of the address", rest);
                }

                if (filled + 4 > Groups)
                {
                    return Address(whole, "too many hex fields to fit an embedded IPv4 at the end of the address", rest);
                }

                if (FourFault(whole, rest) is { } fault)
                {
                    return fault;
                }

                rest = "";
                filled += 4;
                break;
            }

            filled += 2;
            rest = rest[digits..];
            if (rest.Length == 0)
            {
                break;
            }

            if (rest[0] != ':')
            {
                return Address(whole, "unexpected character, want colon", rest);
            }

            if (rest.Length == 1)
            {
                return Address(whole, "colon must be followed by more characters", rest);
            }

            rest = rest[1..];
            if (rest[0] == ':')
            {
                if (hasGap)
                {
                    return Address(whole, "multiple :: in address", rest);
                }

                hasGap = true;
                rest = rest[1..];
                if (rest.Length == 0)
                {
                    break;
                }
            }
        }

        return rest.Length > 0 ? Address(whole, "trailing garbage after address", rest)
            : filled < Groups ? (hasGap ? null : Address(whole, "address string too short"))
            : hasGap ? Address(whole, "the :: must expand to at least one field of zeros") : null;
    }

    private static string Prefix(string text, string fault) => $"netip.ParsePrefix({GoQuote.Of(text)}): {fault}";

    private static string Address(string text, string fault, string at = "") =>
        $"ParseAddr({GoQuote.Of(text)}): {fault}" + (at.Length == 0 ? "" : $" (at {GoQuote.Of(at)})");
}
