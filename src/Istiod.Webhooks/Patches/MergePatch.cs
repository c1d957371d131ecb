using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>JSON merge patches (RFC 7396): objects are merged, null removes, everything else replaces.</summary>
/// <remarks>Source: github.com/evanphx/json-patch v5, merge.go; with its own rules for null: a new value loses its null members, also
/// inside its lists, but a list that takes an object's place does not; a document that is null is refused.</remarks>
public static class MergePatch
{
    private const string BadDocument = "Invalid JSON Document";

    /// <summary>Applies a patch.</summary>
    /// <param name="document">Changed in place.</param>
    /// <param name="patch">Used up: its values move into the result.</param>
    /// <exception cref="PatchException">The document is null.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonNode? patch)
    {
        if (document is null)
        {
            throw new PatchException(BadDocument);
        }

        if (document is JsonObject target && patch is JsonObject changes)
        {
            Merge(target, changes);
            return target;
        }

        StrategicMerge.DropNulls(patch);
        return patch;
    }

    /// <summary>The patch from one document to another: two objects, or two lists with as many objects each.</summary>
    /// <returns>Free nodes; the documents are not changed.</returns>
    /// <exception cref="PatchException">They are neither.</exception>
    public static JsonNode Create(JsonNode? original, JsonNode? modified)
    {
        if (original is not JsonArray && modified is not JsonArray)
        {
            return Difference(AsObject(original), AsObject(modified));
        }

        if (original is not JsonArray before || modified is not JsonArray after)
        {
            throw new PatchException("Mismatched JSON Documents");
        }

        if (before.Count != after.Count)
        {
            throw new PatchException(BadDocument);
        }

        JsonArray patches = [];
        for (int i = 0; i < before.Count; i++)
        {
            patches.Add((JsonNode)Difference(AsObject(before[i]), AsObject(after[i])));
        }

        return patches;
    }

    private static JsonObject AsObject(JsonNode? node) =>
        node is null ? [] : node as JsonObject ?? throw new PatchException(BadDocument);

    private static JsonObject Difference(JsonObject before, JsonObject after)
    {
        JsonObject patch = [];
        for (int i = 0; i < after.Count; i++)
        {
            (string name, JsonNode? value) = after.GetAt(i);
            bool isKnown = before.TryGetPropertyValue(name, out JsonNode? old);
            if (isKnown && old is JsonObject inner && value is JsonObject outer)
            {
                JsonObject below = Difference(inner, outer);
                if (below.Count > 0)
                {
                    patch.Add(name, below);
                }
            }
            else if (!isKnown || !JsonScalar.DeepEquals(old, value))
            {
                patch.Add(name, value?.DeepClone());
            }
        }

        for (int i = 0; i < before.Count; i++)
        {
            string name = before.GetAt(i).Key;
            if (!after.ContainsKey(name))
            {
                patch.Add(name, null);
            }
        }

        return patch;
    }

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach ((string name, JsonNode? change) in StrategicMerge.Take(changes))
        {
            if (change is null)
            {
                target.Remove(name);
                continue;
            }

            target.TryGetPropertyValue(name, out JsonNode? present);
            if (present is JsonObject inside && change is JsonObject below)
            {
                Merge(inside, below);
                continue;
            }

            if (present is not JsonObject)
            {
                StrategicMerge.DropNulls(change);
            }

            target[name] = change;
        }
    }
}
