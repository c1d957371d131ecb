using System.Globalization;

namespace Istiod.Protobuf;

/// <summary>Decimals of a second, as proto3 JSON has them.</summary>
internal static class Fraction
{
    /// <summary>Empty, or a point and 3, 6 or 9 digits.</summary>
    public static string Format(int nanos) => nanos switch
    {
        0 => "",
        _ when nanos % 1_000_000 == 0 => "." + (nanos / 1_000_000).ToString("D3", CultureInfo.InvariantCulture),
        _ when nanos % 1000 == 0 => "." + (nanos / 1000).ToString("D6", CultureInfo.InvariantCulture),
        _ => "." + nanos.ToString("D9", CultureInfo.InvariantCulture),
    };

    /// <summary>Reads one to nine digits after the point.</summary>
    public static bool TryParse(ReadOnlySpan<char> digits, out int nanos)
    {
        if (digits.Length is 0 or > 9
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out nanos))
        {
            nanos = 0;
            return false;
        }

        for (int i = digits.Length; i < 9; i++)
        {
            nanos *= 10;
        }

        return true;
    }
}
