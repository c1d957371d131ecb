using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>JSON text to trees for patching: numbers and strings stay as they are written, of equal names the last counts.</summary>
public static class JsonText
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 256;

    /// <summary>Reads a document.</summary>
    /// <returns>False if the text is no JSON, or nests deeper than <see cref="MaxDepth"/>.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonNode? tree)
    {
        try
        {
            // The tree refers to the document; nothing is rented that would have to be given back.
            Utf8JsonReader reader = new(utf8.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            JsonElement root = JsonElement.ParseValue(ref reader);
            bool isAlone = !reader.Read();
            tree = From(root);
            return isAlone;
        }
        catch (JsonException)
        {
            tree = null;
            return false;
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair.
            tree = null;
            return false;
        }
    }

    private static JsonNode? From(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                JsonObject members = [];
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    members[member.Name] = From(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                JsonArray items = [];
                foreach (JsonElement item in element.EnumerateArray())
                {
                    items.Add(From(item));
                }

                return items;
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element);
        }
    }
}
