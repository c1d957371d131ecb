using System.Globalization;

namespace Istiod.Grpc;

/// <summary>The value of the <c>grpc-timeout</c> header: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long n))
        {
            return false;
        }

        double ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => TimeSpan.TicksPerMicrosecond / 1000.0,
            _ => 0,
        };
        if (ticks == 0 || n * ticks > Longest.Ticks)
        {
            return false;
        }

        timeout = TimeSpan.FromTicks(Math.Max(1, (long)(n * ticks)));
        return true;
    }
}
