namespace Istiod.GoTemplate.Formatting;

/// <summary>Go's integer syntax. Source: Go, package strconv, atoi.go.</summary>
internal static class IntegerParser
{
    /// <summary>How parsing ended.</summary>
    internal enum Outcome
    {
        /// <summary>With a value.</summary>
        Done,

        /// <summary>It is no integer.</summary>
        Syntax,

        /// <summary>It does not fit; the value is the nearest one.</summary>
        Range,
    }

    /// <summary>Parses a signed integer.</summary>
    /// <param name="radix">2 to 36, or 0 for prefixes (<c>0x</c>, <c>0b</c>, <c>0o</c>, <c>0</c>) and underscores.</param>
    public static Outcome TryParse(ReadOnlySpan<char> text, int radix, int bits, out long value)
    {
        value = 0;
        bool isNegative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<char> digits = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        Outcome outcome = TryParseUnsigned(digits, radix, 64, out ulong size);
        if (outcome == Outcome.Syntax)
        {
            return outcome;
        }

        ulong limit = 1UL << (bits - 1);
        if (!isNegative && size >= limit)
        {
            value = (long)(limit - 1);
            return Outcome.Range;
        }

        if (isNegative && size > limit)
        {
            value = -(long)limit;
            return Outcome.Range;
        }

        value = isNegative ? -(long)size : (long)size;
        return outcome;
    }

    /// <summary>Parses an unsigned integer; no sign is allowed.</summary>
    public static Outcome TryParseUnsigned(ReadOnlySpan<char> text, int radix, int bits, out ulong value)
    {
        value = 0;
        if (text.IsEmpty)
        {
            return Outcome.Syntax;
        }

        ReadOnlySpan<char> digits = text;
        bool underscores = radix == 0;
        if (radix == 0)
        {
            radix = 10;
            if (text[0] == '0')
            {
                char prefix = text.Length >= 3 ? (char)(text[1] | 0x20) : '\0';
                radix = prefix switch { 'b' => 2, 'o' => 8, 'x' => 16, _ => 8 };
                digits = prefix is 'b' or 'o' or 'x' ? text[2..] : text[1..];
            }
        }

        ulong limit = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        bool sawUnderscore = false;
        foreach (char c in digits)
        {
            if (c == '_' && underscores)
            {
                sawUnderscore = true;
                continue;
            }

            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10 : 99;
            if (digit >= radix)
            {
                value = 0;
                return Outcome.Syntax;
            }

            UInt128 next = ((UInt128)value * (uint)radix) + (uint)digit;
            if (next > limit)
            {
                value = limit;
                return Outcome.Range;
            }

            value = (ulong)next;
        }

        if (sawUnderscore && !UnderscoresAreValid(text))
        {
            value = 0;
            return Outcome.Syntax;
        }

        return Outcome.Done;
    }

    /// <summary>Whether underscores stand only between digits, or after the prefix.</summary>
    public static bool UnderscoresAreValid(ReadOnlySpan<char> text)
    {
        char before = '^';
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            text = text[1..];
        }

        bool isHex = false;
        if (text.Length >= 2 && text[0] == '0' && (char)(text[1] | 0x20) is 'b' or 'o' or 'x')
        {
            isHex = (text[1] | 0x20) == 'x';
            before = '0';
            text = text[2..];
        }

        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c) || (isHex && char.IsAsciiHexDigit(c)))
            {
                before = '0';
            }
            else if (c == '_')
            {
                if (before != '0')
                {
                    return false;
                }

                before = '_';
            }
            else
            {
                if (before == '_')
                {
                    return false;
                }

                before = '!';
            }
        }

        return before != '_';
    }
}
