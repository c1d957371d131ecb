using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>Merges lists element by element for <see cref="StrategicMerge"/>.</summary>
/// <remarks>Order of the result: elements of the patch as it has them, the others as the original has them; where both were in the
/// original, an element that the patch does not name stays before one that came after it there.</remarks>
internal static class ListMerge
{
    /// <summary>Merges or, for scalars, deletes; nodes of both lists are free (without parent) and so are those of the result.</summary>
    public static List<JsonNode?> Merge(List<JsonNode?> original, List<JsonNode?> patch, PatchField field, bool isDeletion)
    {
        if (original.Count == 0 && patch.Count == 0)
        {
            return original;
        }

        string key = field.MergeKey;
        if (KindOf(original, patch) != JsonValueKind.Object)
        {
            Dictionary<string, int> named = Index(patch, "");
            return isDeletion
                ? original.FindAll(item => !named.ContainsKey(JsonScalar.Key(item)))
                : Arrange(Distinct(original, patch), named, Index(original, ""), "");
        }

        if (key.Length == 0)
        {
            throw new PatchException($"cannot merge lists without merge key for {PatchSchema.Below(field).GoKind}");
        }

        (original, patch) = CarryOutDirectives(original, patch, key);

        // Merging uses the patch's elements up.
        Dictionary<string, int> given = Index(patch, key);
        Dictionary<string, int> places = Index(original, key);
        return Arrange(MergeObjects(original, patch, key, PatchSchema.Below(field)), given, places, key);
    }

    /// <summary>Merges if there is something to merge, then gives the elements the order asked for.</summary>
    public static List<JsonNode?> MergeOrdered(List<JsonNode?>? original, List<JsonNode?>? patch, List<JsonNode?> order, PatchField field)
    {
        KindOf(original ?? [], patch ?? []);
        Dictionary<string, int> places;
        List<JsonNode?> merged;
        if (original is null)
        {
            merged = patch ?? [];
            merged.RemoveAll(static item => !StrategicMerge.WithoutDirectives(item));
            places = [];
        }
        else
        {
            places = Index(original, field.MergeKey);
            merged = patch is null || !field.MergesList ? patch ?? original : Merge(original, patch, field, isDeletion: false);
        }

        if (field.MergeKey.Length > 0)
        {
            foreach (JsonNode? item in merged)
            {
                _ = KeyOf(item, field.MergeKey);
            }

            for (int i = 0; i < order.Count; i++)
            {
                _ = order[i] is JsonObject ? KeyOf(order[i], field.MergeKey) : throw new PatchException($"value for key {i} is not a map");
            }
        }

        return Arrange(merged, Index(order, field.MergeKey), places, field.MergeKey);
    }

    /// <summary>Checks that a patch's list has its elements in the order it asks for, and none that the order lacks.</summary>
    public static void CheckOrder(JsonArray? patch, JsonArray order, string key)
    {
        if (patch is null || patch.Count == 0 || order.Count == 0)
        {
            return;
        }

        int at = 0;
        foreach (JsonNode? item in patch)
        {
            if (key.Length > 0 && item is not JsonObject)
            {
                throw new PatchException($"expected a map[string]interface {{}}, but received a {GoText.TypeOf(item)}");
            }

            if (item is JsonObject members && members.ContainsKey(StrategicMerge.Directive))
            {
                continue;
            }

            bool found = false;
            while (at < order.Count && !found)
            {
                found = KeyOf(item, key) == KeyOf(order[at++], key);
            }

            if (!found)
            {
                throw new PatchException($"The order in patch list:\n{GoText.Of(patch)}\n doesn't match $setElementOrder list:\n{GoText.Of(order)}\n");
            }
        }
    }

    /// <summary>Takes elements with <c>$patch</c> out of the patch: delete, and replace of the whole list.</summary>
    private static (List<JsonNode?> Original, List<JsonNode?> Patch) CarryOutDirectives(
        List<JsonNode?> original, List<JsonNode?> patch, string key)
    {
        List<JsonNode?> plain = new(patch.Count);
        HashSet<string> deleted = new(StringComparer.Ordinal);
        bool isReplaced = false;
        foreach (JsonNode? item in patch)
        {
            JsonObject members = item as JsonObject ?? [];
            if (!members.TryGetPropertyValue(StrategicMerge.Directive, out JsonNode? directive))
            {
                plain.Add(item);
                continue;
            }

            switch (JsonScalar.TryText(directive, out string? text) ? text : null)
            {
                case "delete":
                    deleted.Add(KeyOf(members, key));
                    break;
                case "replace":
                    isReplaced = true;
                    break;
                case "merge":
                    throw new PatchException("merging lists cannot yet be specified in the patch");
                default:
                    throw new PatchException($"unknown patch type: {GoText.AsString(directive)} in map: {GoText.Of(members)}");
            }
        }

        if (isReplaced)
        {
            return (plain, []);
        }

        if (deleted.Count > 0)
        {
            original = original.FindAll(item =>
                !(item is JsonObject members && members.TryGetPropertyValue(key, out JsonNode? value) && deleted.Contains(JsonScalar.Key(value))));
        }

        return (original, plain);
    }

    private static List<JsonNode?> MergeObjects(List<JsonNode?> original, List<JsonNode?> patch, string key, PatchType type)
    {
        List<JsonNode?> merged = [.. original];
        Dictionary<string, int> places = Index(merged, key);
        foreach (JsonNode? item in patch)
        {
            string name = KeyOf(item, key);
            if (places.TryGetValue(name, out int at) && merged[at] is JsonObject present && item is JsonObject change)
            {
                merged[at] = StrategicMerge.Merge(present, change, type);
            }
            else
            {
                places.Add(name, merged.Count);
                merged.Add(item);
            }
        }

        return merged;
    }

    private static List<JsonNode?> Distinct(List<JsonNode?> first, List<JsonNode?> second)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<JsonNode?> items = new(first.Count + second.Count);
        foreach (List<JsonNode?> list in (ReadOnlySpan<List<JsonNode?>>)[first, second])
        {
            items.AddRange(list.FindAll(item => seen.Add(JsonScalar.Key(item))));
        }

        return items;
    }

    /// <summary>Sorts elements of the patch by its order, the others by the original's, and weaves the two together.</summary>
    private static List<JsonNode?> Arrange(List<JsonNode?> items, Dictionary<string, int> patchOrder, Dictionary<string, int> places, string key)
    {
        List<(int Rank, int Place, JsonNode? Item)> named = [], others = [];
        foreach (JsonNode? item in items)
        {
            string name = KeyOf(item, key);
            int place = places.GetValueOrDefault(name, -1);
            if (patchOrder.TryGetValue(name, out int rank))
            {
                named.Add((rank, place, item));
            }
            else
            {
                others.Add((place, place, item));
            }
        }

        StableSort(named);
        StableSort(others);
        List<JsonNode?> all = new(items.Count);
        int next = 0;
        foreach ((_, int place, JsonNode? item) in named)
        {
            while (next < others.Count && others[next].Place >= 0 && place >= 0 && others[next].Place < place)
            {
                all.Add(others[next++].Item);
            }

            all.Add(item);
        }

        for (; next < others.Count; next++)
        {
            all.Add(others[next].Item);
        }

        return all;
    }

    private static void StableSort(List<(int Rank, int Place, JsonNode? Item)> items)
    {
        bool isSorted = true;
        for (int i = 1; i < items.Count && isSorted; i++)
        {
            isSorted = items[i - 1].Rank <= items[i].Rank;
        }

        if (isSorted)
        {
            return;
        }

        long[] order = new long[items.Count];
        (int, int, JsonNode?)[] values = [.. items];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = ((long)items[i].Rank << 32) | (uint)i;
        }

        Array.Sort(order, values);
        items.Clear();
        items.AddRange(values);
    }

    /// <summary>Where each element is first; those without key are left out.</summary>
    private static Dictionary<string, int> Index(List<JsonNode?> items, string key)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < items.Count; i++)
        {
            if (key.Length == 0)
            {
                places.TryAdd(JsonScalar.Key(items[i]), i);
            }
            else if (items[i] is JsonObject members && members.TryGetPropertyValue(key, out JsonNode? value))
            {
                places.TryAdd(JsonScalar.Key(value), i);
            }
        }

        return places;
    }

    private static string KeyOf(JsonNode? item, string key)
    {
        if (key.Length == 0)
        {
            return JsonScalar.Key(item);
        }

        JsonObject members = item as JsonObject
            ?? throw new PatchException($"expected a map[string]interface {{}}, but received a {GoText.TypeOf(item)}");
        return members.TryGetPropertyValue(key, out JsonNode? value)
            ? JsonScalar.Key(value)
            : throw new PatchException($"map: {GoText.Of(members)} does not contain declared merge key: {key}");
    }

    /// <summary>The kind of all elements.</summary>
    /// <exception cref="PatchException">There are none, they differ, or they are lists.</exception>
    private static JsonValueKind KindOf(List<JsonNode?> first, List<JsonNode?> second)
    {
        string? type = null;
        foreach (List<JsonNode?> list in (ReadOnlySpan<List<JsonNode?>>)[first, second])
        {
            foreach (JsonNode? item in list)
            {
                if (type is null && item is JsonArray)
                {
                    throw new PatchException("lists of lists are not supported");
                }

                string next = GoText.TypeOf(item);
                if (next != (type ??= next) || item is null)
                {
                    throw new PatchException($"list element types are not identical: [{GoText.Of(first)} {GoText.Of(second)}]");
                }
            }
        }

        return type switch
        {
            null => throw new PatchException("no elements in any of the given slices"),
            "map[string]interface {}" => JsonValueKind.Object,
            _ => JsonValueKind.String,
        };
    }
}
