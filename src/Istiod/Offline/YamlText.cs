using System.Text;
using System.Text.Json;

namespace Istiod.Offline;

/// <summary>JSON → block YAML, for people to read. Every string that YAML could take for something else is quoted as JSON quotes it.</summary>
internal static class YamlText
{
    /// <summary>Converts a JSON text.</summary>
    public static string FromJson(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        StringBuilder text = new();
        Write(text, document.RootElement, 0, isFirstInline: false);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement element, int indent, bool isFirstInline)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                bool isInline = isFirstInline;
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    text.Append(' ', isInline ? 0 : indent).Append(Scalar(member.Name)).Append(':');
                    isInline = false;
                    WriteMember(text, member.Value, indent);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                bool isInlineItem = isFirstInline;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    text.Append(' ', isInlineItem ? 0 : indent).Append("- ");
                    isInlineItem = false;
                    Write(text, item, indent + 2, isFirstInline: true);
                }

                break;
            default:
                text.Append(Leaf(element)).Append('\n');
                break;
        }
    }

    private static void WriteMember(StringBuilder text, JsonElement value, int indent)
    {
        bool isObject = value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any();
        bool isArray = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;
        if (isObject || isArray)
        {
            text.Append('\n');
            Write(text, value, isObject ? indent + 2 : indent, isFirstInline: false);
        }
        else
        {
            text.Append(' ').Append(Leaf(value)).Append('\n');
        }
    }

    private static string Leaf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Scalar(value.GetString() ?? "") : value.GetRawText();

    private static string Scalar(string text)
    {
        bool isPlain = text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '/');
        foreach (char c in text)
        {
            isPlain &= char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/';
        }

        bool isWord = text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE" or "null" or "Null" or "NULL" or "yes" or "no"
            or "on" or "off" or "Yes" or "No" or "On" or "Off" or "YES" or "NO" or "ON" or "OFF" or "y" or "n" or "Y" or "N";
        return isPlain && !isWord ? text : "\"" + JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
    }
}
