using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>Strategic merge patches of built-in kinds, with the directives that kubectl and client-go write.</summary>
internal static class StrategicPatches
{
    private const string Directive = "$patch";
    private const string OrderPrefix = "$setElementOrder/";
    private const string DeletePrefix = "$deleteFromPrimitiveList/";

    public static JsonObject Merge(ApiResource resource, JsonObject current, JsonObject patch) => MergeMap(resource, current, patch, []);

    private static JsonObject MergeMap(ApiResource resource, JsonObject current, JsonObject patch, List<string> path)
    {
        switch (Trees.Text(patch, Directive))
        {
            case "replace":
                JsonObject whole = Trees.Copy(patch);
                whole.Remove(Directive);
                return whole;
            case "delete":
                return [];
            default:
                break;
        }

        if (patch["$retainKeys"] is JsonArray retained)
        {
            HashSet<string> kept = [.. retained.Select(k => Trees.Text(k) ?? "")];
            foreach (string name in current.Select(m => m.Key).Where(k => !kept.Contains(k)).ToArray())
            {
                current.Remove(name);
            }
        }

        foreach (KeyValuePair<string, JsonNode?> member in patch)
        {
            if (member.Key.StartsWith(DeletePrefix, StringComparison.Ordinal))
            {
                RemoveValues(current, member.Key[DeletePrefix.Length..], member.Value as JsonArray);
                continue;
            }

            if (member.Key.StartsWith('$'))
            {
                continue; // order hints, and the directives read above
            }

            if (member.Value is null)
            {
                current.Remove(member.Key);
                continue;
            }

            path.Add(member.Key);
            current.TryGetPropertyValue(member.Key, out JsonNode? old);
            current.Remove(member.Key);
            current[member.Key] = (old, member.Value) switch
            {
                (JsonObject from, JsonObject to) => MergeMap(resource, from, to, path),
                (_, JsonObject to) => MergeMap(resource, [], to, path),
                (_, JsonArray to) => MergeList(resource, old as JsonArray ?? [], to, path),
                _ => member.Value.DeepClone(),
            };
            path.RemoveAt(path.Count - 1);
        }

        Order(resource, current, patch, path);
        return current;
    }

    private static JsonArray MergeList(ApiResource resource, JsonArray current, JsonArray patch, List<string> path)
    {
        string[]? keys = ListKeys.OfBuiltIn(resource, path);
        if (keys is null && ListKeys.IsSet(path))
        {
            foreach (JsonNode? value in patch)
            {
                if (!current.Any(c => JsonNode.DeepEquals(c, value)))
                {
                    current.Add(value?.DeepClone());
                }
            }

            return current;
        }

        if (keys is null)
        {
            return (JsonArray)patch.DeepClone();
        }

        // Strategic merge knows one key, the first.
        string key = keys[0];
        if (patch.Any(i => Trees.Text(i, Directive) == "replace"))
        {
            return [.. patch.Where(i => Trees.Text(i, Directive) != "replace").Select(i => i?.DeepClone())];
        }

        foreach (JsonObject item in patch.OfType<JsonObject>())
        {
            JsonNode? id = item[key] ?? throw ApiStatusException.BadRequest($"map: {item.ToJsonString()} does not contain declared merge key: {key}");
            int at = IndexOf(current, key, id);
            if (Trees.Text(item, Directive) == "delete")
            {
                if (at >= 0)
                {
                    current.RemoveAt(at);
                }
            }
            else if (at >= 0)
            {
                JsonObject old = (JsonObject)current[at]!; // found by a member, so it is an object
                current[at] = null;
                current[at] = MergeMap(resource, old, item, path);
            }
            else
            {
                current.Add((JsonNode)MergeMap(resource, [], item, path));
            }
        }

        return current;
    }

    private static void Order(ApiResource resource, JsonObject current, JsonObject patch, List<string> path)
    {
        foreach (KeyValuePair<string, JsonNode?> member in patch)
        {
            if (!member.Key.StartsWith(OrderPrefix, StringComparison.Ordinal) || member.Value is not JsonArray order)
            {
                continue;
            }

            string name = member.Key[OrderPrefix.Length..];
            if (current[name] is not JsonArray list || ListKeys.OfBuiltIn(resource, [.. path, name]) is not { } keys)
            {
                continue;
            }

            JsonNode?[] sorted = [.. list.OrderBy(i => Place(order, keys[0], Trees.At(i, keys[0])))];
            list.Clear();
            foreach (JsonNode? item in sorted)
            {
                list.Add(item);
            }
        }
    }

    private static int Place(JsonArray order, string key, JsonNode? id)
    {
        int at = IndexOf(order, key, id);
        return at < 0 ? int.MaxValue : at;
    }

    private static int IndexOf(JsonArray list, string key, JsonNode? id)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (JsonNode.DeepEquals(Trees.At(list[i], key), id))
            {
                return i;
            }
        }

        return -1;
    }

    private static void RemoveValues(JsonObject current, string name, JsonArray? values)
    {
        if (current[name] is not JsonArray list || values is null)
        {
            return;
        }

        for (int i = list.Count - 1; i >= 0; i--)
        {
            if (values.Any(v => JsonNode.DeepEquals(v, list[i])))
            {
                list.RemoveAt(i);
            }
        }
    }
}
