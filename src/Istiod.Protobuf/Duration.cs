using System.Globalization;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.Duration</c>: seconds and nanoseconds of the same sign.</summary>
/// <param name="Seconds">Whole seconds; valid within ±315,576,000,000.</param>
/// <param name="Nanos">Nanoseconds, below a second, of the sign of <paramref name="Seconds"/>.</param>
public readonly record struct Duration(long Seconds, int Nanos)
{
    private const long MaxSeconds = 315_576_000_000;

    /// <summary>True if both parts are in range and their signs agree.</summary>
    public bool IsValid =>
        Seconds is >= -MaxSeconds and <= MaxSeconds && Nanos is > -1_000_000_000 and < 1_000_000_000
        && (Seconds == 0 || Nanos == 0 || (Seconds < 0) == (Nanos < 0));

    /// <summary>The same length; exact, as a tick is 100 ns.</summary>
    public static implicit operator Duration(TimeSpan value) => FromTimeSpan(value);

    /// <summary>The same length; exact, as a tick is 100 ns.</summary>
    public static Duration FromTimeSpan(TimeSpan value) =>
        new(value.Ticks / TimeSpan.TicksPerSecond, (int)(value.Ticks % TimeSpan.TicksPerSecond) * 100);

    /// <summary>That many whole seconds.</summary>
    public static Duration FromSeconds(long seconds) => new(seconds, 0);

    /// <summary>That many milliseconds.</summary>
    public static Duration FromMilliseconds(long milliseconds) =>
        new(milliseconds / 1000, (int)(milliseconds % 1000) * 1_000_000);

    /// <summary>Rounded toward zero to 100 ns; the largest or smallest time span if out of its range.</summary>
    public TimeSpan ToTimeSpan()
    {
        const long limit = long.MaxValue / TimeSpan.TicksPerSecond;
        return Seconds > limit - 1 ? TimeSpan.MaxValue
            : Seconds < -limit + 1 ? TimeSpan.MinValue
            : new TimeSpan((Seconds * TimeSpan.TicksPerSecond) + (Nanos / 100));
    }

    /// <summary>proto3 JSON: seconds with 0, 3, 6 or 9 decimals and an <c>s</c>, e.g. <c>1.500s</c>.</summary>
    public override string ToString()
    {
        bool isNegative = Seconds < 0 || Nanos < 0;
        ulong seconds = (ulong)(Seconds < 0 ? -Seconds : Seconds);
        return string.Create(
            CultureInfo.InvariantCulture, $"{(isNegative ? "-" : "")}{seconds}{Fraction.Format(Math.Abs(Nanos))}s");
    }

    /// <summary>Reads proto3 JSON: digits, up to nine decimals, and an <c>s</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Duration value)
    {
        value = default;
        if (text.Length < 2 || text[^1] != 's')
        {
            return false;
        }

        text = text[..^1];
        bool isNegative = text[0] == '-';
        if (isNegative || text[0] == '+')
        {
            text = text[1..];
        }

        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        int nanos = 0;
        long seconds = 0;
        if ((whole.IsEmpty && point < 0)
            || (whole.Length > 1 && whole[0] == '0')
            || (!whole.IsEmpty && !long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
            || (point >= 0 && !Fraction.TryParse(text[(point + 1)..], out nanos)))
        {
            return false;
        }

        value = isNegative ? new Duration(-seconds, -nanos) : new Duration(seconds, nanos);
        return value.IsValid;
    }
}
