using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Config;
using JsonValue = System.Text.Json.Nodes.JsonValue;

namespace Istiod.Webhooks.Injection.Json;

/// <summary>Small steps over JSON trees.</summary>
internal static class JsonTree
{
    /// <summary>A number by its digits: an integer of 64 bits as such, all else as it is written.</summary>
    public static JsonValue Number(ReadOnlySpan<byte> digits, bool isInteger)
    {
        if (isInteger && digits.Length <= 18 && Utf8Parser.TryParse(digits, out long value, out int used) && used == digits.Length)
        {
            return JsonValue.Create(value);
        }

        Utf8JsonReader reader = new(digits);
        return JsonValue.Create(JsonElement.ParseValue(ref reader))!; // a number is not null
    }

    /// <summary>The text of a string; null for anything else.</summary>
    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The value of a boolean; null for anything else.</summary>
    public static bool? Truth(this JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The value of a whole number; null for anything else.</summary>
    public static long? Whole(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        return value.TryGetValue(out long whole) ? whole : value.TryGetValue(out int narrow) ? narrow : null;
    }

    /// <summary>The object under a name; null if there is none.</summary>
    public static JsonObject? ObjectAt(this JsonObject node, string name) => node[name] as JsonObject;

    /// <summary>The array under a name; null if there is none.</summary>
    public static JsonArray? ArrayAt(this JsonObject node, string name) => node[name] as JsonArray;

    /// <summary>The text under a name; empty if there is none.</summary>
    public static string TextAt(this JsonObject node, string name) => node[name].Text() ?? "";

    /// <summary>The object under a name, made if there is none.</summary>
    public static JsonObject ObjectIn(this JsonObject node, string name)
    {
        if (node[name] is JsonObject known)
        {
            return known;
        }

        JsonObject made = [];
        node[name] = made;
        return made;
    }

    /// <summary>The array under a name, made if there is none.</summary>
    public static JsonArray ArrayIn(this JsonObject node, string name)
    {
        if (node[name] is JsonArray known)
        {
            return known;
        }

        JsonArray made = [];
        node[name] = made;
        return made;
    }

    /// <summary>A JSON tree of what YAML holds.</summary>
    public static JsonNode? From(DataNode? node)
    {
        switch (node?.Kind)
        {
            case null or DataKind.Null:
                return null;
            case DataKind.True:
                return JsonValue.Create(true);
            case DataKind.False:
                return JsonValue.Create(false);
            case DataKind.String:
                return JsonValue.Create(node.Text);
            case DataKind.Number:
                return Number(node.Text);
            case DataKind.Array:
                JsonArray array = [];
                foreach (DataNode item in node.Items)
                {
                    array.Add(From(item));
                }

                return array;
            default:
                JsonObject result = [];
                foreach (KeyValuePair<string, DataNode> member in node.Members)
                {
                    result.Add(member.Key, From(member.Value));
                }

                return result;
        }
    }

    private static JsonValue Number(string digits)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (digits.Length > bytes.Length)
        {
            return Number(System.Text.Encoding.ASCII.GetBytes(digits), isInteger: false);
        }

        int length = System.Text.Encoding.ASCII.GetBytes(digits, bytes);
        return Number(bytes[..length], !digits.AsSpan().ContainsAny('.', 'e', 'E'));
    }
}
