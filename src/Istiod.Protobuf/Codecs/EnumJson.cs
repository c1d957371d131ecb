using System.Globalization;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

/// <summary>Enum values in JSON: a name as in the .proto file, or a number.</summary>
internal static class EnumJson
{
    /// <summary>Reads the number of a value; a name that is not known is 0 if unknown things are to be skipped.</summary>
    public static int Read(ref Utf8JsonReader reader, ProtoJsonContext context, Dictionary<string, int> byName)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return FieldCodecs.Int32.ReadJson(ref reader, context);
        }

        string name = context.Text(ref reader);
        if (byName.TryGetValue(name, out int number)
            || (!context.Options.IsJsonpb
                && int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)))
        {
            return number;
        }

        return context.IgnoreUnknown && !context.Options.IsJsonpb ? 0 : throw context.Error("no such enum value: " + name);
    }
}
