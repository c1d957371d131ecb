using System.Globalization;
using System.Numerics;

namespace Istiod.Config.Yaml;

/// <summary>A YAML 1.1 number: an integer by its decimal digits (64 bits, signed or not), or a float.</summary>
internal readonly struct YamlNumber
{
    public YamlNumber(double value) => Float = value;

    private YamlNumber(string digits, bool isUnsigned)
    {
        Digits = digits;
        IsUnsigned = isUnsigned;
    }

    /// <summary>Decimal digits of an integer; null for a float.</summary>
    public string Digits { get; } = null!; // null is the float, which callers test

    /// <summary>Whether the integer needs 64 bits without sign.</summary>
    public bool IsUnsigned { get; }

    public double Float { get; }

    public static bool TryParse(string text, out YamlNumber number)
    {
        number = default;
        if (text[0] == '.')
        {
            return IsDecimalFloat(text) && TryFloat(text, out number);
        }

        string plain = text.Replace("_", "", StringComparison.Ordinal);
        return TryInteger(plain, out number) || (IsDecimalFloat(plain) && TryFloat(plain, out number));
    }

    /// <summary>Go's JSON form of a float: plain digits, or an exponent below 1e-6 and from 1e21.</summary>
    public static string FormatJson(double value)
    {
        double size = Math.Abs(value);
        if (size != 0 && (size < 1e-6 || size >= 1e21))
        {
            (string sign, string digits, int point) = Shortest(value.ToString("R", CultureInfo.InvariantCulture));
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            int exponent = point - 1;
            return string.Create(
                CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}")
                .Replace("e-0", "e-", StringComparison.Ordinal);
        }

        return Plain(value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>The form of a float as a key: 32 bits, exponent when shorter by Go's rule.</summary>
    public static string FormatKey(double value)
    {
        float narrow = (float)value;
        if (!float.IsFinite(narrow))
        {
            return float.IsNaN(narrow) ? ".nan" : narrow > 0 ? ".inf" : "-.inf";
        }

        string shortest = narrow.ToString("R", CultureInfo.InvariantCulture);
        (string sign, string digits, int point) = Shortest(shortest);
        int exponent = point - 1;
        if (narrow != 0 && (exponent < -4 || exponent >= 6))
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(
                CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}");
        }

        return Plain(shortest);
    }

    private static bool TryInteger(string text, out YamlNumber number)
    {
        number = default;
        bool negative = text[0] == '-';
        ReadOnlySpan<char> digits = text[0] is '+' or '-' ? text.AsSpan(1) : text;
        if (digits.IsEmpty)
        {
            return false;
        }

        int radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, int skip) = digits[1] switch
            {
                'x' or 'X' => (16, 2),
                'b' or 'B' => (2, 2),
                'o' or 'O' => (8, 2),
                _ => (8, 1),
            };
            digits = digits[skip..];
        }

        if (digits.IsEmpty)
        {
            return false;
        }

        BigInteger value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10 : 99;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        value = negative ? -value : value;
        bool isSigned = value >= long.MinValue && value <= long.MaxValue;

        // An unsigned number has no sign in the text.
        if (!isSigned && (value > ulong.MaxValue || value < 0 || text[0] == '+'))
        {
            return false;
        }

        number = new YamlNumber(value.ToString(CultureInfo.InvariantCulture), !isSigned);
        return true;
    }

    private static bool TryFloat(string text, out YamlNumber number)
    {
        bool ok = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
        number = ok ? new YamlNumber(value) : default;
        return ok;
    }

    /// <summary>Sign, digits with at most one point, and an exponent.</summary>
    private static bool IsDecimalFloat(string text)
    {
        int at = text[0] is '+' or '-' ? 1 : 0;
        int whole = Digits10(text, ref at);
        int fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits10(text, ref at);
            if (whole + fraction == 0)
            {
                return false;
            }
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
            {
                at++;
            }

            if (Digits10(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length;
    }

    private static int Digits10(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }

    /// <summary>Splits .NET's shortest text into sign, digits without zeros around, and the place of the point.</summary>
    private static (string Sign, string Digits, int Point) Shortest(string text)
    {
        string sign = text[0] == '-' ? "-" : "";
        ReadOnlySpan<char> rest = text.AsSpan(sign.Length);
        int exponent = 0;
        int mark = rest.IndexOf('E');
        if (mark >= 0)
        {
            exponent = int.Parse(rest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            rest = rest[..mark];
        }

        int point = rest.IndexOf('.');
        string digits = rest.ToString().Replace(".", "", StringComparison.Ordinal);
        int place = (point < 0 ? rest.Length : point) + exponent;
        int zeros = 0;
        while (zeros < digits.Length - 1 && digits[zeros] == '0')
        {
            zeros++;
        }

        digits = digits[zeros..].TrimEnd('0');
        return digits.Length == 0 ? (sign, "0", 1) : (sign, digits, place - zeros);
    }

    private static string Plain(string text)
    {
        if (!text.Contains('E', StringComparison.Ordinal))
        {
            return text;
        }

        (string sign, string digits, int point) = Shortest(text);
        return point <= 0
            ? $"{sign}0.{new string('0', -point)}{digits}"
            : point >= digits.Length
                ? sign + digits + new string('0', point - digits.Length)
                : $"{sign}{digits[..point]}.{digits[point..]}";
    }
}
