using System.Globalization;

namespace Istiod.GoTemplate.Formatting;

/// <summary>Go's syntax of floating-point numbers. Source: Go, package strconv, atof.go.</summary>
internal static class FloatParser
{
    /// <summary>Parses a number; false if it is none or does not fit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        bool isNegative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<char> body = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (body.Contains('_') && !IntegerParser.UnderscoresAreValid(text))
        {
            return false;
        }

        string plain = body.ToString().Replace("_", "", StringComparison.Ordinal);
        bool isHex = plain.Length > 2 && plain[0] == '0' && (plain[1] | 0x20) == 'x';
        if (isHex ? !TryHex(plain.AsSpan(2), out value) : !TryDecimal(plain, out value))
        {
            return false;
        }

        value = isNegative ? -value : value;
        return double.IsFinite(value);
    }

    /// <summary>Also takes the words for infinity and for what is no number; a sign is not allowed on the latter.</summary>
    public static bool TryParseWithWords(ReadOnlySpan<char> text, out double value)
    {
        bool isSigned = text.Length > 0 && text[0] is '+' or '-';
        ReadOnlySpan<char> word = isSigned ? text[1..] : text;
        if (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        return TryParse(text, out value);
    }

    private static bool TryDecimal(string text, out double value)
    {
        value = 0;
        return text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '.')
            && double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    // Digits beyond 64 bits only matter as "not exactly half".
    private static bool TryHex(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        ulong mantissa = 0;
        long exponent = 0;
        bool sawDigit = false, sawPoint = false;
        int i = 0;
        for (; i < text.Length && (text[i] | 0x20) != 'p'; i++)
        {
            char c = text[i];
            if (c == '.' && !sawPoint)
            {
                sawPoint = true;
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }

            sawDigit = true;
            ulong digit = (ulong)(char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
            if (mantissa >> 60 == 0)
            {
                mantissa = (mantissa << 4) | digit;
                exponent -= sawPoint ? 4 : 0;
            }
            else
            {
                mantissa |= digit != 0 ? 1UL : 0;
                exponent += sawPoint ? 0 : 4;
            }
        }

        if (!sawDigit || i >= text.Length
            || !int.TryParse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int written))
        {
            return false;
        }

        value = Math.ScaleB(mantissa, (int)Math.Clamp(exponent + written, -20000, 20000));
        return true;
    }
}
