using System.Globalization;
using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Json;

/// <summary>JSON patch (RFC 6902) and merge patch (RFC 7396).</summary>
internal static class Patches
{
    private const int MaxOperations = 10_000;

    /// <summary>Merges a patch into a target; what the patch gives as null goes.</summary>
    public static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        JsonObject result = target is JsonObject known ? known : [];
        foreach (KeyValuePair<string, JsonNode?> change in changes)
        {
            if (change.Value is null)
            {
                result.Remove(change.Key);
                continue;
            }

            result.TryGetPropertyValue(change.Key, out JsonNode? old);
            result.Remove(change.Key);
            result[change.Key] = Merge(old, change.Value);
        }

        return result;
    }

    /// <summary>Applies operations in order; the first that cannot be done refuses all.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonArray operations)
    {
        if (operations.Count > MaxOperations)
        {
            throw new ApiStatusException(413, "RequestEntityTooLarge", "The allowed maximum operations in a JSON patch is 10000");
        }

        JsonNode? root = target;
        foreach (JsonNode? operation in operations)
        {
            string op = Trees.Text(operation, "op") ?? "";
            string[] path = Split(Trees.Text(operation, "path") ?? throw Refused("missing path"));
            JsonNode? value = operation is JsonObject map && map.TryGetPropertyValue("value", out JsonNode? given) ? given?.DeepClone() : null;
            switch (op)
            {
                case "add":
                    root = Add(root, path, value);
                    break;
                case "remove":
                    root = Remove(root, path);
                    break;
                case "replace":
                    Find(root, path);
                    root = path.Length == 0 ? value : Add(Remove(root, path), path, value);
                    break;
                case "move" or "copy":
                    string[] from = Split(Trees.Text(operation, "from") ?? throw Refused("missing from"));
                    JsonNode? moved = Find(root, from)?.DeepClone();
                    root = Add(op == "move" ? Remove(root, from) : root, path, moved);
                    break;
                case "test":
                    if (!JsonNode.DeepEquals(Find(root, path), value))
                    {
                        throw Refused($"testing value {Trees.Text(operation, "path")} failed");
                    }

                    break;
                default:
                    throw ApiStatusException.BadRequest($"unexpected operation \"{op}\" in a JSON patch");
            }
        }

        return root;
    }

    private static ApiStatusException Refused(string why) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}");

    private static string[] Split(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        string[] parts = pointer.TrimStart('/').Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = parts[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return parts;
    }

    private static JsonNode? Find(JsonNode? root, ReadOnlySpan<string> path)
    {
        foreach (string part in path)
        {
            switch (root)
            {
                case JsonObject map when map.TryGetPropertyValue(part, out JsonNode? next):
                    root = next;
                    break;
                case JsonArray list when Index(part, list.Count - 1) is { } at:
                    root = list[at];
                    break;
                default:
                    throw Refused($"unable to find \"{part}\"");
            }
        }

        return root;
    }

    private static JsonNode? Add(JsonNode? root, ReadOnlySpan<string> path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        string last = path[^1];
        switch (Find(root, path[..^1]))
        {
            case JsonObject map:
                map[last] = value;
                break;
            case JsonArray list when last == "-":
                list.Add(value);
                break;
            case JsonArray list when Index(last, list.Count) is { } at:
                list.Insert(at, value);
                break;
            default:
                throw Refused($"add operation does not apply at \"{last}\"");
        }

        return root;
    }

    private static JsonNode? Remove(JsonNode? root, ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        string last = path[^1];
        switch (Find(root, path[..^1]))
        {
            case JsonObject map when map.Remove(last):
                break;
            case JsonArray list when Index(last, list.Count - 1) is { } at:
                list.RemoveAt(at);
                break;
            default:
                throw Refused($"remove operation does not apply: unable to remove nonexistent key: {last}");
        }

        return root;
    }

    private static int? Index(string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int at) && at <= max ? at : null;
}
