using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Istiod.Primitives;

/// <summary>Booleans and numbers as Go's strconv reads them; what is refused is told in its words.</summary>
public static class GoNumber
{
    private const string Syntax = "invalid syntax";
    private const string Range = "value out of range";

    /// <summary><c>1 t T TRUE true True 0 f F FALSE false False</c>; nothing else.</summary>
    public static bool TryParseBool(string text, out bool value, [NotNullWhen(false)] out string? error)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        error = value || text is "0" or "f" or "F" or "FALSE" or "false" or "False" ? null : Fault("ParseBool", text, Syntax);
        return error is null;
    }

    /// <summary>A decimal integer of 64 bits.</summary>
    public static bool TryAtoi(string text, out long value, [NotNullWhen(false)] out string? error) =>
        TryParseSigned("Atoi", text, 10, 64, out value, out error);

    /// <summary>A signed integer.</summary>
    /// <param name="radix">2 to 36, or 0: prefixes <c>0x 0o 0b 0</c> and underscores between digits count.</param>
    public static bool TryParseInt(string text, int radix, int bits, out long value, [NotNullWhen(false)] out string? error) =>
        TryParseSigned("ParseInt", text, radix, bits, out value, out error);

    /// <summary>An integer without sign.</summary>
    /// <param name="radix">As for <see cref="TryParseInt"/>.</param>
    public static bool TryParseUint(string text, int radix, int bits, out ulong value, [NotNullWhen(false)] out string? error)
    {
        string? fault = Magnitude(text, text, radix, out value) ?? (bits < 64 && value >> bits != 0 ? Range : null);
        error = fault is null ? null : Fault("ParseUint", text, fault);
        return error is null;
    }

    /// <summary>A floating-point number of 64 bits: decimal or hexadecimal, <c>inf</c>, <c>nan</c>, underscores between digits.</summary>
    public static bool TryParseFloat(string text, out double value, [NotNullWhen(false)] out string? error)
    {
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> body = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        string? fault = null;
        value = 0;
        if (body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = double.PositiveInfinity;
        }
        else if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
        }
        else if (body.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            fault = Hexadecimal(text, body[2..], out value);
        }
        else
        {
            fault = text.Contains('_', StringComparison.Ordinal) && !UnderscoresAreRight(text)
                ? Syntax
                : Decimal(body.ToString().Replace("_", "", StringComparison.Ordinal), out value);
        }

        fault ??= double.IsInfinity(value) && !body.StartsWith("i", StringComparison.OrdinalIgnoreCase) ? Range : null;
        value = isNegative ? -value : value;
        error = fault is null ? null : Fault("ParseFloat", text, fault);
        return error is null;
    }

    private static string Fault(string function, string text, string what) => $"strconv.{function}: parsing {GoQuote.Of(text)}: {what}";

    private static bool TryParseSigned(string function, string text, int radix, int bits, out long value, [NotNullWhen(false)] out string? error)
    {
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> body = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        string? fault = Magnitude(text, body, radix, out ulong size);
        ulong limit = 1UL << (bits - 1);
        if (fault is null && (isNegative ? size > limit : size >= limit))
        {
            fault = Range;
        }

        value = fault is not null ? 0 : isNegative ? unchecked(-(long)size) : (long)size;
        error = fault is null ? null : Fault(function, text, fault);
        return error is null;
    }

    /// <summary>Reads digits; tells what is wrong, else null.</summary>
    private static string? Magnitude(string whole, ReadOnlySpan<char> digits, int radix, out ulong value)
    {
        value = 0;
        bool hasPrefix = radix == 0;
        if (hasPrefix)
        {
            radix = 10;
            if (digits.Length > 0 && digits[0] == '0')
            {
                (radix, int skip) = digits.Length >= 3 ? char.ToLowerInvariant(digits[1]) switch
                {
                    'x' => (16, 2),
                    'o' => (8, 2),
                    'b' => (2, 2),
                    _ => (8, 1),
                }
                : (8, 1);

                // A lone zero is a digit, not a prefix.
                digits = digits.Length > 1 ? digits[skip..] : digits;
            }
        }

        if (digits.IsEmpty)
        {
            return Syntax;
        }

        bool overflows = false;
        foreach (char c in digits)
        {
            if (c == '_' && hasPrefix)
            {
                continue;
            }

            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10 : int.MaxValue;
            if (digit >= radix)
            {
                return Syntax;
            }

            UInt128 next = ((UInt128)value * (uint)radix) + (uint)digit;
            overflows |= next > ulong.MaxValue;
            value = (ulong)UInt128.Min(next, ulong.MaxValue);
        }

        return hasPrefix && !UnderscoresAreRight(whole) ? Syntax : overflows ? Range : null;
    }

    /// <summary>Underscores stand between digits, or between a prefix and a digit.</summary>
    private static bool UnderscoresAreRight(ReadOnlySpan<char> text)
    {
        text = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        bool hasPrefix = text.Length >= 2 && text[0] == '0' && (text[1] | 0x20) is 'x' or 'o' or 'b';
        bool isHexadecimal = hasPrefix && (text[1] | 0x20) == 'x';

        // '0' a digit or a prefix, '_' an underscore, '.' anything else.
        char before = hasPrefix ? '0' : '.';
        foreach (char c in hasPrefix ? text[2..] : text)
        {
            if (c == '_' && before != '0')
            {
                return false;
            }

            bool isDigit = char.IsAsciiDigit(c) || (isHexadecimal && char.IsAsciiHexDigit(c));
            if (before == '_' && !isDigit)
            {
                return false;
            }

            before = c == '_' ? '_' : isDigit ? '0' : '.';
        }

        return before != '_';
    }

    private static string? Decimal(ReadOnlySpan<char> body, out double value)
    {
        value = 0;
        int at = 0;
        int digits = SkipDigits(body, ref at);
        if (at < body.Length && body[at] == '.')
        {
            at++;
            digits += SkipDigits(body, ref at);
        }

        if (digits == 0 || !SkipExponent(body, 'e', ref at) || at < body.Length)
        {
            return Syntax;
        }

        value = double.Parse(body, NumberStyles.Float, CultureInfo.InvariantCulture);
        return null;
    }

    /// <summary>Digits with or without point, then a power of two.</summary>
    private static string? Hexadecimal(string whole, ReadOnlySpan<char> body, out double value)
    {
        value = 0;
        string text = body.ToString().Replace("_", "", StringComparison.Ordinal);
        ReadOnlySpan<char> rest = text;
        int at = 0, digits = 0, scale = 0;
        UInt128 mantissa = 0;
        bool isFraction = false, isInexact = false;
        for (; at < rest.Length && (char.IsAsciiHexDigit(rest[at]) || (rest[at] == '.' && !isFraction)); at++)
        {
            if (rest[at] == '.')
            {
                isFraction = true;
                continue;
            }

            digits++;
            int digit = int.Parse(rest.Slice(at, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

            // What does not fit any more only decides how the rest is rounded.
            bool fits = mantissa >> 120 == 0;
            mantissa = fits ? (mantissa << 4) | (uint)digit : mantissa;
            isInexact |= !fits && digit != 0;
            scale += (isFraction ? -4 : 0) + (fits ? 0 : 4);
        }

        int exponentAt = at;
        if (digits == 0 || !SkipExponent(rest, 'p', ref at) || at < rest.Length || exponentAt == at || !UnderscoresAreRight(whole))
        {
            return Syntax;
        }

        int power = int.TryParse(rest[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int given)
            ? Math.Clamp(given, -100_000, 100_000)
            : rest[exponentAt + 1] == '-' ? -100_000 : 100_000;
        value = Scale(mantissa | (isInexact ? 1u : 0u), scale + power);
        return null;
    }

    /// <summary>The double nearest to mantissa · 2^power, ties to even.</summary>
    private static double Scale(UInt128 mantissa, int power)
    {
        int length = 128 - (int)UInt128.LeadingZeroCount(mantissa);
        int keep = Math.Min(53, length + power + 1074);
        int drop = length - keep;
        if (mantissa == 0 || keep < 0)
        {
            return 0;
        }

        if (drop > 0)
        {
            UInt128 half = UInt128.One << (drop - 1), rest = mantissa & ((half << 1) - 1);
            mantissa = drop >= 128 ? 0 : mantissa >> drop;
            mantissa += rest > half || (rest == half && (mantissa & 1) == 1) ? 1u : 0u;
            power += drop;
        }

        return Math.ScaleB((double)mantissa, power);
    }

    private static int SkipDigits(ReadOnlySpan<char> text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }

    /// <summary>Takes an exponent if there is one; false if it has no digits.</summary>
    private static bool SkipExponent(ReadOnlySpan<char> text, char letter, ref int at)
    {
        if (at >= text.Length || (text[at] | 0x20) != letter)
        {
            return true;
        }

        at++;
        at += at < text.Length && text[at] is '+' or '-' ? 1 : 0;
        return SkipDigits(text, ref at) > 0;
    }
}
