namespace Istiod.GoTemplate.Formatting;

/// <summary>Numbers, strings and truth values with flags, width and precision. Source: Go, package fmt, format.go.</summary>
internal static class ScalarFormat
{
    private const string LowerDigits = "0123456789abcdefx";
    private const string UpperDigits = "0123456789ABCDEFX";

    /// <summary>Appends a text, padded.</summary>
    public static void Pad(TextBuilder output, in FormatFlags flags, ReadOnlySpan<char> text, bool noZero = false)
    {
        int missing = flags.Width is { } width ? width - GoText.RuneCount(text) : 0;
        if (missing <= 0)
        {
            output.Append(text);
        }
        else if (flags.Minus)
        {
            output.Append(text);
            output.Append(' ', missing);
        }
        else
        {
            output.Append(flags.Zero && !noZero ? '0' : ' ', missing);
            output.Append(text);
        }
    }

    /// <summary>Appends an integer in a base.</summary>
    /// <param name="value">Its bits; negative if signed and the top bit is set.</param>
    /// <param name="verb">For <c>O</c> and upper case.</param>
    public static void Integer(TextBuilder output, in FormatFlags flags, ulong value, int radix, bool isSigned, char verb)
    {
        bool isNegative = isSigned && (long)value < 0;
        if (isNegative)
        {
            value = 0 - value;
        }

        int digitsWanted = 0;
        if (flags.Precision is { } precision)
        {
            digitsWanted = precision;
            if (precision == 0 && value == 0)
            {
                output.Append(' ', flags.Width ?? 0);
                return;
            }
        }
        else if (flags is { Zero: true, Minus: false, Width: { } width })
        {
            digitsWanted = width - (isNegative || flags.Plus || flags.Space ? 1 : 0);
        }

        string alphabet = verb == 'X' ? UpperDigits : LowerDigits;
        int start = output.Length;
        if (isNegative)
        {
            output.Append('-');
        }
        else if (flags.Plus || flags.Space)
        {
            output.Append(flags.Plus ? '+' : ' ');
        }

        Span<char> digits = stackalloc char[64];
        int i = digits.Length;
        do
        {
            digits[--i] = alphabet[(int)(value % (uint)radix)];
            value /= (uint)radix;
        }
        while (value > 0);

        int zeros = Math.Max(0, digitsWanted - (digits.Length - i));
        if (verb == 'O')
        {
            output.Append("0o");
        }

        if (flags.Sharp)
        {
            output.Append(radix switch { 2 => "0b", 8 => zeros > 0 || digits[i] == '0' ? "" : "0", 16 => verb == 'X' ? "0X" : "0x", _ => "" });
        }

        output.Append('0', zeros);
        output.Append(digits[i..]);
        PadFrom(output, flags, start, noZero: true);
    }

    /// <summary>Appends a float.</summary>
    /// <param name="precision">If the flags have none; -1 is the shortest.</param>
    public static void Float(TextBuilder output, in FormatFlags flags, double value, int bits, char verb, int precision)
    {
        precision = flags.Precision ?? precision;
        int start = output.Length;
        bool isNegative = double.IsNegative(value) && !double.IsNaN(value);
        if (!double.IsFinite(value))
        {
            string word = double.IsNaN(value) ? "NaN" : "Inf";
            bool hasSign = flags.Plus || flags.Space || !double.IsNaN(value);
            output.Append(!hasSign ? "" : isNegative ? "-" : flags.Space && !flags.Plus ? " " : "+");
            output.Append(word);
            PadFrom(output, flags, start, noZero: true);
            return;
        }

        if (isNegative || flags.Plus || flags.Space)
        {
            output.Append(isNegative ? '-' : flags.Plus ? '+' : ' ');
        }

        int numberStart = output.Length;
        FloatFormat.Append(output, Math.Abs(value), verb, precision, bits);
        if (flags.Sharp && verb != 'b')
        {
            KeepPoint(output, numberStart, verb, precision);
        }

        int missing = (flags.Width ?? 0) - (output.Length - start);
        if (flags.Zero && !flags.Minus && missing > 0)
        {
            output.Insert(numberStart, '0', missing);
        }
        else
        {
            PadFrom(output, flags, start, noZero: true);
        }
    }

    /// <summary>Appends a text cut to the precision.</summary>
    public static void Text(TextBuilder output, in FormatFlags flags, string text) => Pad(output, flags, Truncate(flags, text));

    /// <summary>Appends a text in quotes.</summary>
    public static void Quoted(TextBuilder output, in FormatFlags flags, string text)
    {
        string cut = Truncate(flags, text).ToString();
        int start = output.Length;
        if (flags.Sharp && GoQuote.CanBackquote(cut))
        {
            output.Append('`');
            output.Append(cut);
            output.Append('`');
        }
        else
        {
            GoQuote.Append(output, cut, flags.Plus);
        }

        PadFrom(output, flags, start);
    }

    /// <summary>Appends the bytes of a text in hexadecimal.</summary>
    public static void Hex(TextBuilder output, in FormatFlags flags, ReadOnlySpan<byte> bytes, char verb)
    {
        if (flags.Precision is { } precision && precision < bytes.Length)
        {
            bytes = bytes[..precision];
        }

        string alphabet = verb == 'X' ? UpperDigits : LowerDigits;
        int start = output.Length;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (flags.Space && i > 0)
            {
                output.Append(' ');
            }

            if (flags.Sharp && (flags.Space || i == 0))
            {
                output.Append('0');
                output.Append(alphabet[16]);
            }

            output.Append(alphabet[bytes[i] >> 4]);
            output.Append(alphabet[bytes[i] & 0xF]);
        }

        PadFrom(output, flags, start);
    }

    /// <summary>Appends a character; one that is none becomes U+FFFD.</summary>
    public static void Character(TextBuilder output, in FormatFlags flags, ulong code)
    {
        int start = output.Length;
        output.AppendRune(Rune(code));
        PadFrom(output, flags, start);
    }

    /// <summary>Appends a character in quotes.</summary>
    public static void QuotedCharacter(TextBuilder output, in FormatFlags flags, ulong code)
    {
        int start = output.Length;
        GoQuote.AppendCharacter(output, Rune(code), flags.Plus);
        PadFrom(output, flags, start);
    }

    /// <summary>Appends <c>U+0041</c>, with the character itself if sharp.</summary>
    public static void CodePoint(TextBuilder output, in FormatFlags flags, ulong code)
    {
        int start = output.Length;
        output.Append("U+");
        string digits = code.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
        output.Append('0', Math.Max(0, (flags.Precision ?? 4) - digits.Length));
        output.Append(digits);
        if (flags.Sharp && code <= 0x10FFFF && GoQuote.IsPrintable((int)code))
        {
            output.Append(" '");
            output.AppendRune((int)code);
            output.Append('\'');
        }

        PadFrom(output, flags, start, noZero: true);
    }

    private static int Rune(ulong code) => code > 0x10FFFF || code is >= 0xD800 and <= 0xDFFF ? 0xFFFD : (int)code;

    private static ReadOnlySpan<char> Truncate(in FormatFlags flags, string text)
    {
        if (flags.Precision is not { } precision)
        {
            return text;
        }

        int end = 0;
        for (; precision > 0 && end < text.Length; precision--)
        {
            _ = GoText.RuneAt(text, end, out int width, out _);
            end += width;
        }

        return text.AsSpan(0, end);
    }

    // Pads what was appended since a position.
    private static void PadFrom(TextBuilder output, in FormatFlags flags, int start, bool noZero = false)
    {
        int missing = flags.Width is { } width ? width - GoText.RuneCount(output.Span[start..]) : 0;
        if (missing <= 0)
        {
            return;
        }

        if (flags.Minus)
        {
            output.Append(' ', missing);
        }
        else
        {
            output.Insert(start, flags.Zero && !noZero ? '0' : ' ', missing);
        }
    }

    // The sharp flag: always a decimal point, and %g keeps its zeros.
    private static void KeepPoint(TextBuilder output, int start, char verb, int precision)
    {
        int digits = verb is 'g' or 'G' or 'x' or 'X' ? precision < 0 ? 6 : precision : 0;
        string number = output.Span[start..].ToString();
        int tailAt = number.AsSpan().IndexOfAny(verb is 'x' or 'X' ? "pP" : "eE");
        string tail = tailAt >= 0 ? number[tailAt..] : "";
        string body = tailAt >= 0 ? number[..tailAt] : number;
        bool sawNonZero = false;
        foreach (char c in body)
        {
            if (c == '.')
            {
                continue;
            }

            sawNonZero |= c != '0';
            digits -= sawNonZero ? 1 : 0;
        }

        output.Length = start;
        output.Append(body);
        if (!body.Contains('.', StringComparison.Ordinal))
        {
            digits -= body == "0" ? 1 : 0;
            output.Append('.');
        }

        output.Append('0', Math.Max(0, digits));
        output.Append(tail);
    }
}
