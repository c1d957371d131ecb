using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Json;

/// <summary>Walking and writing of JSON trees.</summary>
internal static class Trees
{
    private static readonly JsonWriterOptions s_writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 256 };

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 256 };

    /// <summary>Parses an object; of members with one name the last wins.</summary>
    public static JsonObject ParseObject(ReadOnlySpan<byte> utf8)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(utf8, null, s_reading);
        }
        catch (JsonException broken)
        {
            throw ApiStatusException.BadRequest($"couldn't parse the body: {broken.Message}");
        }

        return node as JsonObject ?? throw ApiStatusException.BadRequest("the body is no JSON object");
    }

    public static JsonNode? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8, null, s_reading);
        }
        catch (JsonException broken)
        {
            throw ApiStatusException.BadRequest($"couldn't parse the body: {broken.Message}");
        }
    }

    public static byte[] ToBytes(JsonNode? node)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter writer = new(buffer, s_writing))
        {
            if (node is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                node.WriteTo(writer);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static JsonObject Copy(JsonObject tree) => (JsonObject)tree.DeepClone();

    /// <summary>Text of a string member, else null.</summary>
    public static string? Text(JsonNode? parent, string name) =>
        parent is JsonObject map && map.TryGetPropertyValue(name, out JsonNode? node) ? Text(node) : null;

    /// <summary>Text of a string value, else null.</summary>
    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The object member, or null.</summary>
    public static JsonObject? Child(JsonNode? parent, string name) =>
        parent is JsonObject map && map.TryGetPropertyValue(name, out JsonNode? node) ? node as JsonObject : null;

    /// <summary>The items of an array member that are objects.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? parent, string name) =>
        parent is JsonObject map && map.TryGetPropertyValue(name, out JsonNode? node) && node is JsonArray list
            ? list.OfType<JsonObject>()
            : [];

    /// <summary>The texts of an array member.</summary>
    public static string[] Texts(JsonNode? parent, string name) =>
        parent is JsonObject map && map.TryGetPropertyValue(name, out JsonNode? node) && node is JsonArray list
            ? [.. list.Select(Text).OfType<string>()]
            : [];

    public static long? Number(JsonNode? parent, string name) =>
        parent is JsonObject map && map.TryGetPropertyValue(name, out JsonNode? node) && node is JsonValue value
            && value.TryGetValue(out long number)
            ? number
            : null;

    public static bool IsTrue(JsonNode? parent, string name) =>
        parent is JsonObject map && map.TryGetPropertyValue(name, out JsonNode? node) && node is JsonValue value
            && value.TryGetValue(out bool truth) && truth;

    /// <summary>The object member, made if absent or of another kind.</summary>
    public static JsonObject Ensure(JsonObject parent, string name)
    {
        if (Child(parent, name) is { } known)
        {
            return known;
        }

        JsonObject made = [];
        parent[name] = made;
        return made;
    }

    /// <summary>The value at a dotted path of names.</summary>
    public static JsonNode? At(JsonNode? root, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (root is not JsonObject map || !map.TryGetPropertyValue(name, out root))
            {
                return null;
            }
        }

        return root;
    }

    /// <summary>Sets a member to another tree's member, or removes it.</summary>
    public static void Take(JsonObject into, JsonObject from, string name)
    {
        if (from.TryGetPropertyValue(name, out JsonNode? node))
        {
            into[name] = node?.DeepClone();
        }
        else
        {
            into.Remove(name);
        }
    }

    public static Dictionary<string, string> TextMap(JsonObject? map)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, JsonNode?> member in map ?? [])
        {
            texts[member.Key] = Text(member.Value) ?? "";
        }

        return texts;
    }
}
