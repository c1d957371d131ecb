using System.Text.Json.Nodes;

namespace Istiod.Golden.Inject;

/// <summary>Lays one JSON tree over another, as the chart does with values and the recorder with parts of a review.</summary>
internal static class JsonMerge
{
    private const string Remove = "$remove";

    /// <summary>Objects are merged member by member; anything else replaces. The text <c>$remove</c> takes a member away.</summary>
    /// <param name="target">Is changed.</param>
    /// <param name="over">Is only read.</param>
    public static void Over(JsonObject target, JsonObject? over)
    {
        foreach (KeyValuePair<string, JsonNode?> member in over ?? [])
        {
            switch (member.Value)
            {
                case JsonObject inner when target[member.Key] is JsonObject old:
                    Over(old, inner);
                    break;
                case JsonValue value when value.TryGetValue(out string? text) && text == Remove:
                    target.Remove(member.Key);
                    break;
                default:
                    target[member.Key] = member.Value?.DeepClone();
                    break;
            }
        }
    }

    /// <summary>The object at a path of member names; it is made where it is missing.</summary>
    public static JsonObject At(JsonObject root, params ReadOnlySpan<string> path)
    {
        JsonObject at = root;
        foreach (string name in path)
        {
            if (at[name] is not JsonObject next)
            {
                next = [];
                at[name] = next;
            }

            at = next;
        }

        return at;
    }

    /// <summary>The text at a path, or <c>null</c>.</summary>
    public static string? TextAt(JsonNode? root, params ReadOnlySpan<string> path)
    {
        JsonNode? at = root;
        foreach (string name in path)
        {
            at = (at as JsonObject)?[name];
        }

        return at is JsonValue value && value.TryGetValue(out string? text) ? text : at?.ToJsonString();
    }
}
