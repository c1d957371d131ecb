using System.Globalization;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.Timestamp</c>: a moment in UTC.</summary>
/// <param name="Seconds">Seconds since 1970-01-01T00:00:00Z; valid for the years 1 to 9999.</param>
/// <param name="Nanos">Nanoseconds after that second, 0 to 999,999,999.</param>
public readonly record struct Timestamp(long Seconds, int Nanos)
{
    private const long MinSeconds = -62_135_596_800;
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>True if both parts are in range.</summary>
    public bool IsValid => Seconds is >= MinSeconds and <= MaxSeconds && Nanos is >= 0 and < 1_000_000_000;

    /// <summary>The same moment; exact, as a tick is 100 ns.</summary>
    public static implicit operator Timestamp(DateTimeOffset value) => FromDateTimeOffset(value);

    /// <summary>The same moment; exact, as a tick is 100 ns.</summary>
    public static Timestamp FromDateTimeOffset(DateTimeOffset value)
    {
        long ticks = value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        return rest < 0
            ? new Timestamp(seconds - 1, (int)(rest + TimeSpan.TicksPerSecond) * 100)
            : new Timestamp(seconds, (int)rest * 100);
    }

    /// <summary>Rounded down to 100 ns.</summary>
    /// <exception cref="InvalidOperationException">Not <see cref="IsValid"/>.</exception>
    public DateTimeOffset ToDateTimeOffset() => IsValid
        ? DateTimeOffset.UnixEpoch.AddTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanos / 100))
        : throw new InvalidOperationException("timestamp out of range");

    /// <summary>proto3 JSON: RFC 3339 in UTC with 0, 3, 6 or 9 decimals; the bare numbers if out of range.</summary>
    public override string ToString()
    {
        if (!IsValid)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Seconds}.{Nanos}");
        }

        DateTime time = DateTime.UnixEpoch.AddSeconds(Seconds);
        return time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + Fraction.Format(Nanos) + "Z";
    }

    /// <summary>Reads RFC 3339 with any offset and up to nine decimals.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Timestamp value)
    {
        value = default;
        const string format = "yyyy-MM-ddTHH:mm:ss";
        if (text.Length <= format.Length
            || !DateTime.TryParseExact(
                text[..format.Length],
                format,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime time))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[format.Length..];
        int nanos = 0;
        if (rest[0] == '.')
        {
            int end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (end < 1 || !Fraction.TryParse(rest.Slice(1, end), out nanos))
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        if (!TryOffset(rest, out int offsetSeconds))
        {
            return false;
        }

        long seconds = (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        value = new Timestamp(seconds - offsetSeconds, nanos);
        return value.IsValid;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !int.TryParse(text.Slice(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(text.Slice(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        seconds = ((hours * 3600) + (minutes * 60)) * (text[0] == '-' ? -1 : 1);
        return true;
    }
}
