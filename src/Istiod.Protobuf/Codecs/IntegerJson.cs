using System.Globalization;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

/// <summary>Whole numbers in JSON: a number without a fraction (an exponent is fine), or that in a string.</summary>
internal static class IntegerJson
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign;

    /// <summary>Reads a signed number between the bounds.</summary>
    public static long Signed(ref Utf8JsonReader reader, ProtoJsonContext context, long min, long max)
    {
        long value;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value))
        {
            return InRange(value, min, max, context);
        }

        return Signed(Digits(ref reader, context), context, min, max);
    }

    /// <summary>Reads a signed number from text, between the bounds.</summary>
    public static long Signed(string text, ProtoJsonContext context, long min, long max)
    {
        if (!IsNumber(text))
        {
            throw context.Error("expected a whole number");
        }

        if (long.TryParse(text, Style, CultureInfo.InvariantCulture, out long value))
        {
            return InRange(value, min, max, context);
        }

        decimal exact = Exact(text, context);
        return exact >= min && exact <= max ? (long)exact : throw context.Error("number out of range");
    }

    /// <summary>Reads an unsigned number up to <paramref name="max"/>.</summary>
    public static ulong Unsigned(ref Utf8JsonReader reader, ProtoJsonContext context, ulong max)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong value))
        {
            return value <= max ? value : throw context.Error("number out of range");
        }

        return Unsigned(Digits(ref reader, context), context, max);
    }

    /// <summary>Reads an unsigned number from text, up to <paramref name="max"/>.</summary>
    public static ulong Unsigned(string text, ProtoJsonContext context, ulong max)
    {
        if (!IsNumber(text))
        {
            throw context.Error("expected a whole number");
        }

        decimal exact = Exact(text, context);
        return exact >= 0 && exact <= max ? (ulong)exact : throw context.Error("number out of range");
    }

    private static long InRange(long value, long min, long max, ProtoJsonContext context) =>
        value >= min && value <= max ? value : throw context.Error("number out of range");

    private static string Digits(ref Utf8JsonReader reader, ProtoJsonContext context) => reader.TokenType switch
    {
        JsonTokenType.String when context.Options.IsJsonpb => context.Text(ref reader).Trim(),
        JsonTokenType.String => context.Text(ref reader),
        JsonTokenType.Number when context.Options.IsJsonpb => throw context.Error("expected a whole number in range"),
        JsonTokenType.Number => ProtoJsonContext.NumberText(ref reader),
        _ => throw context.Error("expected a whole number"),
    };

    private static bool IsNumber(string text)
    {
        if (text.Length == 0 || text.Length > 64)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not ('-' or '+' or '.' or 'e' or 'E'))
            {
                return false;
            }
        }

        ReadOnlySpan<char> digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        bool isPadded = digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
        return text[0] != '+' && !isPadded;
    }

    private static decimal Exact(string text, ProtoJsonContext context)
    {
        const NumberStyles style = Style | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out decimal exact))
        {
            throw context.Error("expected a whole number in range");
        }

        return decimal.Truncate(exact) == exact ? exact : throw context.Error("expected a whole number");
    }
}
