using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>JSON values as Go's fmt shows them; messages contain them.</summary>
internal static class GoText
{
    /// <summary>The text of <c>%v</c>: <c>map[a:1 b:[x y]]</c>, names sorted.</summary>
    public static string Of(JsonNode? node)
    {
        StringBuilder text = new();
        Append(text, node);
        return text.ToString();
    }

    /// <summary>The text of <c>%v</c> for a list.</summary>
    public static string Of(List<JsonNode?> items)
    {
        StringBuilder text = new();
        AppendItems(text, items);
        return text.ToString();
    }

    /// <summary>The text of <c>%s</c>: strings as they are, else with the type.</summary>
    public static string AsString(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "%!s(<nil>)",
        JsonValueKind.String => Of(node),
        JsonValueKind.Object or JsonValueKind.Array => Of(node),
        _ => $"%!s({TypeOf(node)}={Of(node)})",
    };

    /// <summary>The Go type that holds such a value.</summary>
    public static string TypeOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "%!s(<nil>)",
        JsonValueKind.Object => "map[string]interface {}",
        JsonValueKind.Array => "[]interface {}",
        JsonValueKind.String => "string",
        JsonValueKind.Number => JsonScalar.Key(node)[0] == 'i' ? "int64" : "float64",
        _ => "bool",
    };

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("<nil>");
                break;
            case JsonArray array:
                AppendItems(text, array);
                break;
            case JsonObject members:
                string[] names = new string[members.Count];
                for (int i = 0; i < names.Length; i++)
                {
                    names[i] = members.GetAt(i).Key;
                }

                Array.Sort(names, StringComparer.Ordinal);
                text.Append("map[");
                foreach (string name in names)
                {
                    Append(text.Append(text[^1] == '[' ? "" : " ").Append(name).Append(':'), members[name]);
                }

                text.Append(']');
                break;
            default:
                JsonValueKind kind = node.GetValueKind();
                text.Append(kind switch
                {
                    JsonValueKind.String => JsonScalar.TryText(node, out string? said) ? said : node.ToJsonString(),
                    JsonValueKind.Number when JsonScalar.Key(node)[0] == 'f' => Float(node),
                    JsonValueKind.Number => JsonScalar.Key(node)[1..],
                    _ => kind == JsonValueKind.True ? "true" : "false",
                });
                break;
        }
    }

    private static void AppendItems(StringBuilder text, IList<JsonNode?> items)
    {
        text.Append('[');
        for (int i = 0; i < items.Count; i++)
        {
            Append(i > 0 ? text.Append(' ') : text, items[i]);
        }

        text.Append(']');
    }

    private static string Float(JsonNode node)
    {
        double value = double.Parse(JsonScalar.Digits(node.AsValue()), CultureInfo.InvariantCulture);
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Replace("E", "e", StringComparison.Ordinal);
    }
}
