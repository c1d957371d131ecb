using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Tests.Debug;

/// <summary>Compares JSON answers: as sets of paths with kinds, and by value where times and the like are covered.</summary>
internal static class JsonForm
{
    // Members whose values differ from run to run, or name a stored object's version.
    private static readonly HashSet<string> s_volatile = new(StringComparer.Ordinal)
    {
        "connectedAt", "address", "sent", "acked", "sentTime", "creationTime", "creationTimestamp", "resourceVersion", "ResourceVersion", "uid",
        "generation", "version", "versionInfo", "lastTransitionTime",
    };

    /// <summary>Every path with the kind of its value, list positions left out.</summary>
    /// <param name="text">JSON, possibly cut off: then as far as it goes.</param>
    public static SortedSet<string> Paths(string text)
    {
        SortedSet<string> paths = new(StringComparer.Ordinal);
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(text), isFinalBlock: false, default);
        Stack<string> path = new(["$"]);
        string? property = null;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        property = reader.GetString();
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        path.Pop();
                        break;
                    default:
                        string here = property is null ? path.Peek() : path.Peek() + "." + property;
                        property = null;
                        paths.Add(here + " " + KindOf(reader.TokenType));
                        if (reader.TokenType == JsonTokenType.StartObject)
                        {
                            path.Push(here);
                        }
                        else if (reader.TokenType == JsonTokenType.StartArray)
                        {
                            path.Push(here + "[]");
                        }

                        break;
                }
            }
        }
        catch (JsonException)
        {
            // what follows the cut is no JSON
        }

        return paths;
    }

    /// <summary>A comparable text: members by name, lists in the order of their items' texts, volatile values covered.</summary>
    public static string Canonical(JsonNode? node)
    {
        StringBuilder text = new();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                text.Append('{');
                foreach ((string name, JsonNode? value) in members.OrderBy(static m => m.Key, StringComparer.Ordinal))
                {
                    bool isCovered = s_volatile.Contains(name) || name.EndsWith("_sent", StringComparison.Ordinal) || name.EndsWith("_acked", StringComparison.Ordinal);
                    if (isCovered && value is JsonValue)
                    {
                        if (name is "uid" or "generation" or "resourceVersion")
                        {
                            continue; // objects of files have none
                        }

                        text.Append(name).Append(":?,\n");
                        continue;
                    }

                    text.Append(name).Append(':');
                    Write(text, value);
                    text.Append(",\n");
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (string item in items.Select(Canonical).Order(StringComparer.Ordinal))
                {
                    text.Append(item).Append(",\n");
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static string KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.True or JsonTokenType.False => "bool",
        JsonTokenType.Null => "null",
        JsonTokenType.Number => "number",
        _ => "string",
    };
}
