using System.Buffers;
using System.Globalization;
using Istiod.Protobuf;

namespace Istiod.Envoy.Listeners;

/// <summary>Go's duration text (<c>1h2m3.5s</c>) in node metadata.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    /// <summary>The duration; <c>null</c> if the text is empty or cannot be read.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/listener_builder.go:parseDuration.</remarks>
    public static Duration? Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool isNegative = false;
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            isNegative = rest[0] == '-';
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return new Duration(0, 0);
        }

        if (rest.IsEmpty)
        {
            return null;
        }

        decimal nanoseconds = 0;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOfAnyExcept(NumberChars);
            if (end <= 0
                || !decimal.TryParse(rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                return null;
            }

            rest = rest[end..];
            int next = rest.IndexOfAny(NumberChars);
            ReadOnlySpan<char> unit = next < 0 ? rest : rest[..next];
            decimal size = unit switch
            {
                "ns" => 1m,
                "us" or "µs" or "μs" => 1e3m,
                "ms" => 1e6m,
                "s" => 1e9m,
                "m" => 60e9m,
                "h" => 3600e9m,
                _ => 0,
            };
            if (size == 0 || number > long.MaxValue / size)
            {
                return null;
            }

            nanoseconds += number * size;
            if (nanoseconds > long.MaxValue)
            {
                return null;
            }

            rest = rest[unit.Length..];
        }

        long total = (long)nanoseconds * (isNegative ? -1 : 1);
        return new Duration(total / 1_000_000_000, (int)(total % 1_000_000_000));
    }
}
