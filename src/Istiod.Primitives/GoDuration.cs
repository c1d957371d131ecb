using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Istiod.Primitives;

/// <summary>Durations as Go writes and reads them: <c>1h30m</c>, <c>1.5s</c>, <c>300ms</c>; 64-bit nanoseconds.</summary>
/// <remarks>Settings, annotations and Istio's API use this form.</remarks>
public static class GoDuration
{
    /// <summary>Reads a signed sum of decimal numbers with units (h, m, s, ms, us, ns), or <c>0</c>.</summary>
    /// <param name="nanoseconds">The value; 0 if the text is refused.</param>
    /// <param name="error">Go's own words for what is wrong, else null.</param>
    public static bool TryParse(string text, out long nanoseconds, [NotNullWhen(false)] out string? error)
    {
        nanoseconds = 0;
        error = null;
        ReadOnlySpan<char> rest = text;
        bool negative = false;
        if (!rest.IsEmpty && rest[0] is '-' or '+')
        {
            negative = rest[0] == '-';
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        ulong total = 0;
        bool ok = !rest.IsEmpty;
        while (ok && !rest.IsEmpty)
        {
            ok = TryTerm(ref rest, text, out ulong term, ref error) && total + term <= 1UL << 63;
            total += term;
        }

        // The most negative value has no positive counterpart.
        if (!ok || (!negative && total > long.MaxValue))
        {
            error ??= $"time: invalid duration {Quote(text)}";
            return false;
        }

        nanoseconds = negative ? unchecked(-(long)total) : (long)total;
        return true;
    }

    /// <summary>Reads as <see cref="TryParse(string, out long, out string?)"/>, to ticks of 100 ns.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        bool ok = TryParse(text, out long nanoseconds, out _);
        value = TimeSpan.FromTicks(nanoseconds / 100);
        return ok;
    }

    /// <summary>Go's text: <c>1m30s</c>, <c>1.5ms</c>, <c>0s</c>.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        bool negative = nanoseconds < 0;
        ulong rest = negative ? (ulong)(-(nanoseconds + 1)) + 1 : (ulong)nanoseconds;
        string sign = negative ? "-" : "";
        if (rest < 1_000_000_000)
        {
            (ulong unit, string name) = rest < 1000 ? (1UL, "ns") : rest < 1_000_000 ? (1000UL, "µs") : (1_000_000UL, "ms");
            return sign + Decimal(rest, unit) + name;
        }

        ulong minutes = rest / 60_000_000_000;
        string seconds = Decimal(rest % 60_000_000_000, 1_000_000_000) + "s";
        return minutes == 0
            ? sign + seconds
            : minutes < 60
                ? string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes}m{seconds}")
                : string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes / 60}h{minutes % 60}m{seconds}");
    }

    /// <summary>Go's text of a time span.</summary>
    public static string Format(TimeSpan value) => Format(value.Ticks * 100);

    private static bool TryTerm(ref ReadOnlySpan<char> rest, string whole, out ulong term, ref string? error)
    {
        term = 0;
        ReadOnlySpan<char> text = rest;
        int at = 0;
        ulong integer = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            if (integer > (1UL << 63) / 10)
            {
                return false;
            }

            integer = (integer * 10) + (uint)(text[at++] - '0');
            if (integer > 1UL << 63)
            {
                return false;
            }
        }

        bool digits = at > 0;
        ulong fraction = 0;
        double scale = 1;
        if (at < text.Length && text[at] == '.')
        {
            int start = ++at;
            bool full = false;
            for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            {
                // Digits beyond what 63 bits hold no longer count.
                full |= fraction > (ulong)(long.MaxValue / 10) || (fraction * 10) + (uint)(text[at] - '0') > 1UL << 63;
                if (!full)
                {
                    fraction = (fraction * 10) + (uint)(text[at] - '0');
                    scale *= 10;
                }
            }

            digits |= at > start;
        }

        if (!digits)
        {
            return false;
        }

        int unitStart = at;
        while (at < text.Length && text[at] != '.' && !char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        ReadOnlySpan<char> name = text[unitStart..at];
        if (name.IsEmpty)
        {
            error = $"time: missing unit in duration {Quote(whole)}";
            return false;
        }

        ulong unit = name switch
        {
            "ns" => 1,
            "us" or "µs" or "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => 0,
        };
        if (unit == 0)
        {
            error = $"time: unknown unit {Quote(name.ToString())} in duration {Quote(whole)}";
            return false;
        }

        if (integer > (1UL << 63) / unit)
        {
            return false;
        }

        term = (integer * unit) + (fraction > 0 ? (ulong)(fraction * (unit / scale)) : 0);
        rest = text[at..];
        return term <= 1UL << 63;
    }

    private static string Decimal(ulong value, ulong unit)
    {
        ulong fraction = value % unit;
        if (fraction == 0)
        {
            return (value / unit).ToString(CultureInfo.InvariantCulture);
        }

        string digits = (unit + fraction).ToString(CultureInfo.InvariantCulture)[1..].TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{value / unit}.{digits}");
    }

    /// <summary>Go's quoting of this package: bytes that are no printable ASCII as <c>\xNN</c>.</summary>
    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (b is < 0x20 or >= 0x7F)
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
            }
            else
            {
                quoted.Append(b is (byte)'"' or (byte)'\\' ? "\\" : "").Append((char)b);
            }
        }

        return quoted.Append('"').ToString();
    }
}
