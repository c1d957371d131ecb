using System.Buffers.Text;
using System.Globalization;

namespace Istiod.Diagnostics.Metrics;

/// <summary>
/// Prints a double as Prometheus' text format does in Go: the shortest digits that parse back; below 1e-4 and from 1e+06 with an
/// exponent of at least two digits.
/// </summary>
/// <remarks>Source: strconv.FormatFloat(f, 'g', -1, 64) as used by prometheus/common expfmt.</remarks>
internal static class GoFloat
{
    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = 32;

    // Go's 'g' with shortest precision decides as if the precision were 6
    private const int FirstScientific = 6;

    /// <summary>Writes <paramref name="value"/> as ASCII.</summary>
    /// <returns>Bytes written; at most <see cref="MaxLength"/>.</returns>
    public static int Write(double value, Span<byte> destination)
    {
        if (double.IsNaN(value))
        {
            return Copy("NaN"u8, destination);
        }

        if (double.IsInfinity(value))
        {
            return Copy(value > 0 ? "+Inf"u8 : "-Inf"u8, destination);
        }

        if (value == 0)
        {
            return Copy(double.IsNegative(value) ? "-0"u8 : "0"u8, destination);
        }

        // "d.ddddE+xxx": digits and exponent in one known shape; R gives the shortest digits that parse back
        Span<char> text = stackalloc char[64];
        Math.Abs(value).TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[32];
        int count = Digits(text[..length], digits, out int pointAt);

        int at = 0;
        if (value < 0)
        {
            destination[at++] = (byte)'-';
        }

        int exponent = pointAt - 1;
        return exponent < -4 || exponent >= FirstScientific
            ? Scientific(destination, at, digits[..count], exponent)
            : Plain(destination, at, digits[..count], pointAt);
    }

    private static int Digits(ReadOnlySpan<char> text, Span<byte> digits, out int pointAt)
    {
        int exponent = 0;
        int mark = text.IndexOf('E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        int count = 0;
        int point = text.IndexOf('.');
        int whole = point < 0 ? text.Length : point;
        foreach (char c in text)
        {
            if (c != '.')
            {
                digits[count++] = (byte)c;
            }
        }

        int leading = 0;
        while (leading < count - 1 && digits[leading] == '0')
        {
            leading++;
        }

        digits[leading..count].CopyTo(digits);
        count -= leading;
        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        pointAt = whole - leading + exponent;
        return count;
    }

    private static int Plain(Span<byte> destination, int at, ReadOnlySpan<byte> digits, int pointAt)
    {
        if (pointAt <= 0)
        {
            destination[at++] = (byte)'0';
            destination[at++] = (byte)'.';
            for (int i = pointAt; i < 0; i++)
            {
                destination[at++] = (byte)'0';
            }

            digits.CopyTo(destination[at..]);
            return at + digits.Length;
        }

        for (int i = 0; i < Math.Max(pointAt, digits.Length); i++)
        {
            if (i == pointAt)
            {
                destination[at++] = (byte)'.';
            }

            destination[at++] = i < digits.Length ? digits[i] : (byte)'0';
        }

        return at;
    }

    private static int Scientific(Span<byte> destination, int at, ReadOnlySpan<byte> digits, int exponent)
    {
        destination[at++] = digits[0];
        if (digits.Length > 1)
        {
            destination[at++] = (byte)'.';
            digits[1..].CopyTo(destination[at..]);
            at += digits.Length - 1;
        }

        destination[at++] = (byte)'e';
        destination[at++] = (byte)(exponent < 0 ? '-' : '+');
        Utf8Formatter.TryFormat(Math.Abs(exponent), destination[at..], out int written, new System.Buffers.StandardFormat('D', 2));
        return at + written;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
