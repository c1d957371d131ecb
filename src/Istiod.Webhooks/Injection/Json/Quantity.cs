using System.Globalization;
using System.Numerics;

namespace Istiod.Webhooks.Injection.Json;

/// <summary>A Kubernetes quantity in canonical form: an amount with a decimal or binary suffix.</summary>
/// <remarks>Source: k8s.io/apimachinery pkg/api/resource, "Quantity". Finer than 10⁻⁹ is rounded away from zero.</remarks>
internal static class Quantity
{
    private const string WrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string WrongSuffix = "unable to parse quantity's suffix";
    private const string WrongNumber = "unable to parse numeric part of quantity";
    private const int Nano = -9;

    // Further exponents make numbers that no quantity holds; the amount is capped as Kubernetes does.
    private const int MaxExponent = 400;
    private static readonly BigInteger s_max = ((BigInteger.One << 63) - 1) * BigInteger.Pow(10, 9);

    /// <summary>Whether a text is a quantity; <paramref name="fault"/> tells in Kubernetes' words why not.</summary>
    public static bool TryCanonicalize(string text, out string canonical, out string fault)
    {
        fault = "";
        canonical = text;
        if (IsShort(text))
        {
            return true;
        }

        if (!TrySplit(text, out bool isNegative, out string whole, out string fraction, out string suffix))
        {
            fault = WrongFormat;
            return false;
        }

        if (!TrySuffix(suffix, out int radix, out int exponent, out bool isExponent))
        {
            fault = WrongSuffix;
            return false;
        }

        if (whole.Length + fraction.Length == 0)
        {
            fault = WrongNumber;
            return false;
        }

        BigInteger nanos = Nanos(whole, fraction, radix, exponent);
        canonical = Format(isNegative ? -nanos : nanos, radix == 2, isExponent);
        return true;
    }

    /// <summary>Up to three digits and a common suffix: canonical as it stands.</summary>
    private static bool IsShort(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits is >= 1 and <= 3
            && text[0] != '0'
            && text.AsSpan(digits) is "" or "m" or "k" or "M" or "G" or "T" or "Ki" or "Mi" or "Gi" or "Ti";
    }

    private static bool TrySplit(string text, out bool isNegative, out string whole, out string fraction, out string suffix)
    {
        int at = 0;
        isNegative = text.StartsWith('-');
        if (text.Length > 0 && text[0] is '+' or '-')
        {
            at++;
        }

        whole = Digits(text, ref at);
        fraction = "";
        suffix = "";
        bool hasPoint = at < text.Length && text[at] == '.';
        if (hasPoint)
        {
            at++;
            fraction = Digits(text, ref at);
        }

        int start = at;
        while (at < text.Length && "eEinumkKMGTP".Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        if (at < text.Length && text[at] is '+' or '-')
        {
            at++;
        }

        Digits(text, ref at);
        suffix = text[start..];
        return text.Length > 0 && at == text.Length;
    }

    private static string Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private static bool TrySuffix(string suffix, out int radix, out int exponent, out bool isExponent)
    {
        isExponent = false;
        (radix, exponent) = suffix switch
        {
            "n" => (10, -9),
            "u" => (10, -6),
            "m" => (10, -3),
            "" => (10, 0),
            "k" => (10, 3),
            "M" => (10, 6),
            "G" => (10, 9),
            "T" => (10, 12),
            "P" => (10, 15),
            "E" => (10, 18),
            "Ki" => (2, 10),
            "Mi" => (2, 20),
            "Gi" => (2, 30),
            "Ti" => (2, 40),
            "Pi" => (2, 50),
            "Ei" => (2, 60),
            _ => (0, 0),
        };
        if (radix != 0)
        {
            return true;
        }

        isExponent = suffix.Length > 1
            && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
        radix = 10;
        return isExponent;
    }

    private static BigInteger Nanos(string whole, string fraction, int radix, int exponent)
    {
        BigInteger digits = BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture);
        if (digits.IsZero)
        {
            return digits;
        }

        int power = -Nano - fraction.Length;
        if (radix == 2)
        {
            digits <<= exponent;
        }
        else
        {
            power += Math.Clamp(exponent, -MaxExponent, MaxExponent);
        }

        if (power >= 0)
        {
            digits *= BigInteger.Pow(10, power);
        }
        else
        {
            digits = BigInteger.DivRem(digits, BigInteger.Pow(10, -power), out BigInteger rest);
            digits += rest.IsZero ? 0 : 1;
        }

        return BigInteger.Min(digits, s_max);
    }

    private static string Format(BigInteger nanos, bool isBinary, bool isExponent)
    {
        if (nanos.IsZero)
        {
            return "0";
        }

        BigInteger unit = BigInteger.Pow(10, -Nano);
        if (isBinary && BigInteger.Abs(nanos) >= 1024 * unit && (nanos % unit).IsZero)
        {
            BigInteger value = nanos / unit;
            int steps = 0;
            while ((value % 1024).IsZero)
            {
                value /= 1024;
                steps++;
            }

            return value.ToString(CultureInfo.InvariantCulture) + BinarySuffix(steps);
        }

        int exponent = Nano;
        while ((nanos % 1000).IsZero)
        {
            nanos /= 1000;
            exponent += 3;
        }

        string number = nanos.ToString(CultureInfo.InvariantCulture);
        return isExponent
            ? exponent == 0 ? number : string.Create(CultureInfo.InvariantCulture, $"{number}e{exponent}")
            : number + DecimalSuffix(exponent);
    }

    private static string BinarySuffix(int steps) => steps switch
    {
        0 => "",
        1 => "Ki",
        2 => "Mi",
        3 => "Gi",
        4 => "Ti",
        5 => "Pi",
        _ => "Ei",
    };

    private static string DecimalSuffix(int exponent) => exponent switch
    {
        -9 => "n",
        -6 => "u",
        -3 => "m",
        0 => "",
        3 => "k",
        6 => "M",
        9 => "G",
        12 => "T",
        15 => "P",
        _ => "E",
    };
}
