using Istiod.GoTemplate.Execution;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Any value as a number; what is none is 0. Source: cast v1.7.0 as sprig uses it.</summary>
internal static class Cast
{
    public static long ToInt64(GoValue value)
    {
        value = Pointers.Follow(value);
        return value.Kind switch
        {
            GoKind.Bool or (>= GoKind.Int and <= GoKind.Uint64) => value.AsInt64,
            GoKind.Float32 or GoKind.Float64 => Truncate(value.AsDouble),
            GoKind.String => Parse(value.AsString() ?? ""),
            _ => 0,
        };
    }

    public static double ToDouble(GoValue value)
    {
        value = Pointers.Follow(value);
        return value.Kind switch
        {
            GoKind.Bool or (>= GoKind.Int and <= GoKind.Int64) => value.AsInt64,
            >= GoKind.Uint and <= GoKind.Uint64 => value.AsUInt64,
            GoKind.Float32 or GoKind.Float64 => value.AsDouble,
            GoKind.String => ParseFloat(value.AsString() ?? ""),
            _ => 0,
        };
    }

    /// <summary>Go's conversion on amd64: what does not fit is the least number.</summary>
    public static long Truncate(double value) => value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : long.MinValue;

    private static long Parse(string text) =>
        IntegerParser.TryParse(WithoutZeroFraction(text), 0, 64, out long value) == IntegerParser.Outcome.Done ? value : 0;

    private static double ParseFloat(string text) => FloatParser.TryParseWithWords(text, out double value) ? value : 0;

    // "1.00" is read as "1"; "1.5" is no integer.
    private static ReadOnlySpan<char> WithoutZeroFraction(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan().TrimEnd('0');
        return digits.Length < text.Length && digits.EndsWith('.') ? digits[..^1] : text;
    }
}
