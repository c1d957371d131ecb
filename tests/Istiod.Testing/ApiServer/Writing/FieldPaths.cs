using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Schemas;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>
/// Names the fields of an object as server-side apply does: <c>f:name</c>, <c>k:{keys}</c> for items of keyed lists, <c>v:value</c> for
/// items of sets; a path is its steps joined by <see cref="Step"/>.
/// </summary>
internal sealed class FieldPaths(ApiResource resource)
{
    public const char Step = '\u001f';

    /// <summary>All fields that hold a value, and all items of keyed lists.</summary>
    public SortedSet<string> Of(JsonObject tree)
    {
        SortedSet<string> paths = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, JsonNode?> member in tree)
        {
            if (member.Key is "apiVersion" or "kind")
            {
                continue;
            }

            if (member.Key == "metadata")
            {
                foreach (KeyValuePair<string, JsonNode?> meta in member.Value as JsonObject ?? [])
                {
                    if (meta.Key is "labels" or "annotations" or "ownerReferences" or "finalizers")
                    {
                        Walk(meta.Value, $"f:metadata{Step}f:{meta.Key}", ["metadata", meta.Key], null, paths);
                    }
                }

                continue;
            }

            Walk(member.Value, $"f:{member.Key}", [member.Key], resource.Schema?.Member(member.Key), paths);
        }

        return paths;
    }

    /// <summary>Lays one object over another.</summary>
    public JsonObject Merge(JsonObject live, JsonObject wanted) => MergeMap(live, wanted, [], resource.Schema);

    /// <summary>The value at a path; null if there is none.</summary>
    public static JsonNode? At(JsonNode? root, string path)
    {
        foreach (string step in path.Split(Step))
        {
            root = Next(root, step);
            if (root is null)
            {
                return null;
            }
        }

        return root;
    }

    /// <summary>Removes the value at a path, and what becomes empty by it.</summary>
    public static void Remove(JsonObject root, string path)
    {
        string[] steps = path.Split(Step);
        List<JsonNode> parents = [root];
        foreach (string step in steps[..^1])
        {
            if (Next(parents[^1], step) is not { } next)
            {
                return;
            }

            parents.Add(next);
        }

        for (int i = steps.Length - 1; i >= 0; i--)
        {
            JsonNode parent = parents[i];
            switch (parent)
            {
                case JsonObject map:
                    map.Remove(steps[i][2..]);
                    break;
                case JsonArray list when Next(list, steps[i]) is { } item:
                    list.Remove(item);
                    break;
                default:
                    return;
            }

            if (i == 0 || parent is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } || steps[i - 1][0] != 'f')
            {
                return;
            }
        }
    }

    private void Walk(JsonNode? value, string path, string[] names, ObjectSchemaNode? schema, SortedSet<string> paths)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map when schema?.IsAtomicMap != true:
                foreach (KeyValuePair<string, JsonNode?> member in map)
                {
                    Walk(member.Value, $"{path}{Step}f:{member.Key}", [.. names, member.Key], schema?.Member(member.Key), paths);
                }

                break;
            case JsonArray { Count: > 0 } list when KeysOf(names, schema) is { } keys:
                foreach (JsonNode? item in list)
                {
                    string at = $"{path}{Step}{ItemStep(item, keys)}";
                    paths.Add(at);
                    Walk(item, at, names, schema?.Items, paths);
                }

                break;
            case JsonArray { Count: > 0 } list when IsSet(names, schema):
                foreach (JsonNode? item in list)
                {
                    paths.Add($"{path}{Step}v:{item?.ToJsonString()}");
                }

                break;
            default:
                paths.Add(path);
                break;
        }
    }

    private JsonObject MergeMap(JsonObject live, JsonObject wanted, string[] names, ObjectSchemaNode? schema)
    {
        foreach (KeyValuePair<string, JsonNode?> member in wanted)
        {
            string[] below = [.. names, member.Key];
            ObjectSchemaNode? sub = schema?.Member(member.Key);
            live.TryGetPropertyValue(member.Key, out JsonNode? old);
            JsonNode? merged = (old, member.Value) switch
            {
                (JsonObject from, JsonObject to) when sub?.IsAtomicMap != true => Detached(live, member.Key, MergeMap, from, to, below, sub),
                (JsonArray from, JsonArray to) => MergeList((JsonArray)from.DeepClone(), to, below, sub),
                _ => member.Value?.DeepClone(),
            };
            live[member.Key] = merged;
        }

        return live;
    }

    private static JsonObject Detached(
        JsonObject parent,
        string name,
        Func<JsonObject, JsonObject, string[], ObjectSchemaNode?, JsonObject> merge,
        JsonObject from,
        JsonObject to,
        string[] names,
        ObjectSchemaNode? schema)
    {
        parent[name] = null; // takes the member out of its parent, so that it can be set again
        return merge(from, to, names, schema);
    }

    private JsonArray MergeList(JsonArray live, JsonArray wanted, string[] names, ObjectSchemaNode? schema)
    {
        if (KeysOf(names, schema) is { } keys)
        {
            foreach (JsonObject item in wanted.OfType<JsonObject>())
            {
                string step = ItemStep(item, keys);
                if (Next(live, step) is JsonObject old)
                {
                    int at = live.IndexOf(old);
                    live[at] = null;
                    live[at] = MergeMap(old, item, names, schema?.Items);
                }
                else
                {
                    live.Add((JsonNode)Trees.Copy(item));
                }
            }

            return live;
        }

        if (!IsSet(names, schema))
        {
            return (JsonArray)wanted.DeepClone();
        }

        foreach (JsonNode? value in wanted)
        {
            if (!live.Any(l => JsonNode.DeepEquals(l, value)))
            {
                live.Add(value?.DeepClone());
            }
        }

        return live;
    }

    private string[]? KeysOf(string[] names, ObjectSchemaNode? schema) =>
        names[0] == "metadata" || !resource.IsCustom ? ListKeys.OfBuiltIn(resource, names) : ListKeys.OfSchema(schema);

    private static bool IsSet(string[] names, ObjectSchemaNode? schema) => schema?.ListType == "set" || ListKeys.IsSet(names);

    private static string ItemStep(JsonNode? item, string[] keys)
    {
        JsonObject id = [];
        foreach (string key in keys)
        {
            if (Trees.At(item, key) is { } value)
            {
                id[key] = value.DeepClone();
            }
            else if (key == "protocol")
            {
                id[key] = "TCP";
            }
        }

        return "k:" + id.ToJsonString();
    }

    private static JsonNode? Next(JsonNode? parent, string step)
    {
        string name = step[2..];
        return (step[0], parent) switch
        {
            ('f', JsonObject map) => map[name],
            ('v', JsonArray list) => list.FirstOrDefault(i => i?.ToJsonString() == name),
            ('k', JsonArray list) => list.FirstOrDefault(i => HasKeys(i, name)),
            _ => null,
        };
    }

    private static bool HasKeys(JsonNode? item, string keys)
    {
        foreach (KeyValuePair<string, JsonNode?> key in JsonNode.Parse(keys) as JsonObject ?? [])
        {
            JsonNode? value = Trees.At(item, key.Key) ?? (key.Key == "protocol" ? JsonValue.Create("TCP") : null);
            if (!JsonNode.DeepEquals(value, key.Value))
            {
                return false;
            }
        }

        return item is JsonObject;
    }
}
