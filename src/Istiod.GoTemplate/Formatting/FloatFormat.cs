namespace Istiod.GoTemplate.Formatting;

/// <summary>Floats as text. Source: Go, package strconv, ftoa.go.</summary>
internal static class FloatFormat
{
    private const int MantissaBits = 52;

    /// <summary>Appends a float.</summary>
    /// <param name="form">One of <c>b e E f g G x X</c>.</param>
    /// <param name="precision">Digits, as the form counts them; -1 for the fewest that give the same float again.</param>
    /// <param name="bits">32 or 64: the type it came from.</param>
    public static void Append(TextBuilder output, double value, char form, int precision, int bits)
    {
        if (!double.IsFinite(value))
        {
            output.Append(double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
            return;
        }

        if (double.IsNegative(value))
        {
            output.Append('-');
        }

        if (form == 'b')
        {
            Binary(output, value, bits);
            return;
        }

        if (form is 'x' or 'X')
        {
            Hexadecimal(output, value, form, precision);
            return;
        }

        bool isShortest = precision < 0;
        DecimalDigits digits = isShortest
            ? DecimalDigits.Shortest(value, bits, stackalloc char[64])
            : DecimalDigits.Exact(value, stackalloc char[DecimalDigits.ExactRoom]);
        switch (form)
        {
            case 'e' or 'E':
                precision = isShortest ? Math.Max(0, digits.Count - 1) : precision;
                digits.Round(precision + 1);
                Exponential(output, digits, form, precision);
                break;
            case 'f' or 'F':
                precision = isShortest ? Math.Max(0, digits.Count - digits.Point) : precision;
                digits.Round(digits.Point + precision);
                Fixed(output, digits, precision);
                break;
            default:
                General(output, digits, form, precision, isShortest);
                break;
        }
    }

    private static void General(TextBuilder output, DecimalDigits digits, char form, int precision, bool isShortest)
    {
        if (isShortest)
        {
            precision = digits.Count;
        }
        else
        {
            precision = Math.Max(1, precision);
            digits.Round(precision);
        }

        int limit = isShortest ? 6 : precision > digits.Count && digits.Count >= digits.Point ? digits.Count : precision;
        int exponent = digits.Point - 1;
        if (exponent < -4 || exponent >= limit)
        {
            Exponential(output, digits, form == 'g' ? 'e' : 'E', Math.Max(0, Math.Min(precision, digits.Count) - 1));
        }
        else
        {
            Fixed(output, digits, Math.Max(0, digits.Count - digits.Point));
        }
    }

    private static void Exponential(TextBuilder output, DecimalDigits digits, char letter, int precision)
    {
        output.Append(digits[0]);
        if (precision > 0)
        {
            output.Append('.');
            for (int i = 1; i <= precision; i++)
            {
                output.Append(digits[i]);
            }
        }

        AppendExponent(output, letter, digits.Count == 0 ? 0 : digits.Point - 1);
    }

    private static void Fixed(TextBuilder output, DecimalDigits digits, int precision)
    {
        if (digits.Point <= 0)
        {
            output.Append('0');
        }

        for (int i = 0; i < digits.Point; i++)
        {
            output.Append(digits[i]);
        }

        if (precision > 0)
        {
            output.Append('.');
            for (int i = 0; i < precision; i++)
            {
                output.Append(digits[digits.Point + i]);
            }
        }
    }

    private static void Binary(TextBuilder output, double value, int bits)
    {
        (ulong mantissa, int exponent) = bits == 32 ? SplitSingle((float)value) : SplitDouble(value);
        output.Append(mantissa);
        output.Append('p');
        output.Append(exponent >= 0 ? "+" : "");
        output.Append((long)exponent);
    }

    private static void Hexadecimal(TextBuilder output, double value, char form, int precision)
    {
        (ulong mantissa, int exponent) = SplitDouble(value);
        if (mantissa == 0)
        {
            exponent = 0;
        }
        else
        {
            // The leading bit goes to bit 60: 1 digit, then 15 digits of fraction.
            int shift = System.Numerics.BitOperations.LeadingZeroCount(mantissa) - 3;
            mantissa <<= shift;
            exponent += 60 - shift;
        }

        if (precision is >= 0 and < 15)
        {
            int drop = 60 - (precision * 4);
            ulong extra = mantissa & ((1UL << drop) - 1);
            ulong half = 1UL << (drop - 1);
            mantissa >>= drop;
            mantissa += extra > half || (extra == half && (mantissa & 1) == 1) ? 1UL : 0;
            mantissa <<= drop;
            if (mantissa >> 61 != 0)
            {
                mantissa >>= 1;
                exponent++;
            }
        }

        string alphabet = form == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
        output.Append('0');
        output.Append(form);
        output.Append((char)('0' + (mantissa >> 60)));
        ulong fraction = mantissa << 4;
        if (precision < 0 ? fraction != 0 : precision > 0)
        {
            output.Append('.');
            for (int i = 0; precision < 0 ? fraction != 0 : i < precision; i++)
            {
                output.Append(alphabet[(int)(fraction >> 60)]);
                fraction <<= 4;
            }
        }

        AppendExponent(output, form == 'x' ? 'p' : 'P', exponent);
    }

    private static (ulong Mantissa, int Exponent) SplitDouble(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong mantissa = bits & ((1UL << MantissaBits) - 1);
        int exponent = (int)(bits >> MantissaBits) & 0x7FF;
        return exponent == 0 ? (mantissa, -1074) : (mantissa | (1UL << MantissaBits), exponent - 1075);
    }

    private static (ulong Mantissa, int Exponent) SplitSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint mantissa = bits & 0x7FFFFF;
        int exponent = (int)(bits >> 23) & 0xFF;
        return exponent == 0 ? (mantissa, -149) : (mantissa | 0x800000, exponent - 150);
    }

    private static void AppendExponent(TextBuilder output, char letter, int exponent)
    {
        output.Append(letter);
        output.Append(exponent < 0 ? '-' : '+');
        int size = Math.Abs(exponent);
        if (size < 10)
        {
            output.Append('0');
        }

        output.Append((long)size);
    }
}
