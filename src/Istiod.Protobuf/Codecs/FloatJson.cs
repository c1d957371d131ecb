using System.Globalization;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

/// <summary>Floating-point numbers in JSON: a number, that in a string, or <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</summary>
internal static class FloatJson
{
    /// <summary>Writes a double; not-a-number and infinities as strings.</summary>
    public static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(Special(value));
        }
    }

    /// <summary>The name of a value that is not finite.</summary>
    public static string Special(double value) =>
        double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    /// <summary>Reads a double; a finite number out of its range is refused.</summary>
    public static double Read(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        double value;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                value = reader.GetDouble();
                break;
            case JsonTokenType.String:
                string text = context.Text(ref reader);
                switch (text)
                {
                    case "NaN":
                        return double.NaN;
                    case "Infinity":
                        return double.PositiveInfinity;
                    case "-Infinity":
                        return double.NegativeInfinity;
                }

                const NumberStyles style =
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
                if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '.')
                    || !double.TryParse(text, style, CultureInfo.InvariantCulture, out value))
                {
                    throw context.Error("expected a number");
                }

                break;
            default:
                throw context.Error("expected a number");
        }

        return double.IsFinite(value) ? value : throw context.Error("number out of range");
    }
}
