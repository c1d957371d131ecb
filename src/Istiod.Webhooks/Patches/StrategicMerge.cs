using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>Kubernetes' strategic merge patch: objects are merged, and lists too where the type says by which key.</summary>
/// <remarks>
/// Directives: <c>$patch</c> (replace, delete), <c>$retainKeys</c>, <c>$setElementOrder/…</c>, <c>$deleteFromPrimitiveList/…</c>.
/// Null removes. Source: k8s.io/apimachinery pkg/util/strategicpatch, StrategicMergePatch. Differs: where that panics, the patch is
/// refused; elements are found through a dictionary, so that long lists take linear time.
/// </remarks>
public static class StrategicMerge
{
    internal const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeletePrefix = "$deleteFromPrimitiveList";
    private const string OrderPrefix = "$setElementOrder";

    /// <summary>Applies a patch.</summary>
    /// <param name="original">Changed in place, also if the patch is refused half way.</param>
    /// <param name="patch">Used up: its values move into the result.</param>
    /// <returns>The result: <paramref name="original"/>, or another object if the patch replaces or deletes the whole.</returns>
    /// <exception cref="PatchException">The patch is not right, or names what the type does not have.</exception>
    public static JsonObject Apply(JsonObject original, JsonObject patch, PatchSchema schema) => Merge(original, patch, schema.Type);

    internal static JsonObject Merge(JsonObject original, JsonObject patch, PatchType type)
    {
        if (patch.TryGetPropertyValue(Directive, out JsonNode? directive))
        {
            switch (JsonScalar.TryText(directive, out string? text) ? text : null)
            {
                case "replace":
                    patch.Remove(Directive);
                    return patch;
                case "delete":
                    return [];
                default:
                    throw new PatchException($"unknown patch type: {GoText.AsString(directive)} in map: {GoText.Of(patch)}");
            }
        }

        KeepOnlyRetained(original, patch);
        MergeOrderedLists(original, patch, type);
        foreach ((string name, JsonNode? value) in Take(patch))
        {
            MergeMember(original, name, value, type);
        }

        return original;
    }

    private static void MergeMember(JsonObject original, string name, JsonNode? value, PatchType type)
    {
        bool isDeletion = name.StartsWith(DeletePrefix, StringComparison.Ordinal);
        if (isDeletion)
        {
            name = FieldOf(name, DeletePrefix, "invalid patch format of primitive list");
        }

        if (value is null)
        {
            original.Remove(name);
            return;
        }

        original.TryGetPropertyValue(name, out JsonNode? present);
        if (value is JsonObject members && present is JsonObject inside)
        {
            PatchField field = type.Field(name);
            JsonObject merged = field.IsReplaced ? members : Merge(inside, members, PatchSchema.Below(field));
            Put(original, name, merged, keep: true);
        }
        else if (value is JsonArray items && present is JsonArray list)
        {
            PatchField field = type.ListField(name);
            if (isDeletion || field.MergesList)
            {
                List<JsonNode?> merged = ListMerge.Merge(Take(list), Take(items), field, isDeletion);
                Fill(list, merged);
            }
            else
            {
                Put(original, name, items, keep: true);
            }
        }
        else if (!isDeletion)
        {
            DropNulls(value);
            Put(original, name, value, WithoutDirectives(value));
        }
    }

    /// <summary>Takes the members out, so that they can be put elsewhere.</summary>
    internal static KeyValuePair<string, JsonNode?>[] Take(JsonObject from)
    {
        KeyValuePair<string, JsonNode?>[] members = new KeyValuePair<string, JsonNode?>[from.Count];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = from.GetAt(i);
        }

        from.Clear();
        return members;
    }

    /// <summary>Takes the items out, so that they can be put elsewhere.</summary>
    internal static List<JsonNode?> Take(JsonArray from)
    {
        List<JsonNode?> items = [.. from];
        from.Clear();
        return items;
    }

    internal static void Fill(JsonArray list, List<JsonNode?> items)
    {
        foreach (JsonNode? item in items)
        {
            list.Add(item);
        }
    }

    /// <summary>Takes what carries <c>$patch</c> out of a value that is new; false if that is the value itself.</summary>
    internal static bool WithoutDirectives(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                if (members.ContainsKey(Directive))
                {
                    return false;
                }

                for (int i = members.Count - 1; i >= 0; i--)
                {
                    if (!WithoutDirectives(members.GetAt(i).Value))
                    {
                        members.RemoveAt(i);
                    }
                }

                return true;
            case JsonArray items:
                for (int i = items.Count - 1; i >= 0; i--)
                {
                    if (!WithoutDirectives(items[i]))
                    {
                        items.RemoveAt(i);
                    }
                }

                return true;
            default:
                return true;
        }
    }

    /// <summary>Takes members that are null out, at any depth; items that are null stay.</summary>
    internal static void DropNulls(JsonNode? value)
    {
        if (value is JsonObject members)
        {
            for (int i = members.Count - 1; i >= 0; i--)
            {
                JsonNode? member = members.GetAt(i).Value;
                if (member is null)
                {
                    members.RemoveAt(i);
                }
                else
                {
                    DropNulls(member);
                }
            }
        }
        else if (value is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                DropNulls(item);
            }
        }
    }

    private static void Put(JsonObject into, string name, JsonNode? value, bool keep)
    {
        if (!keep)
        {
            into.Remove(name);
        }
        else if (!into.TryGetPropertyValue(name, out JsonNode? present) || !ReferenceEquals(present, value))
        {
            into[name] = value;
        }
    }

    private static string FieldOf(string directive, string prefix, string otherwise) =>
        directive.Length > prefix.Length && directive[prefix.Length] == '/'
            ? directive[(prefix.Length + 1)..]
            : throw new PatchException(otherwise);

    /// <summary>Carries out <c>$retainKeys</c>: fields of the original that it does not list go; the patch may only have listed ones.</summary>
    private static void KeepOnlyRetained(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out JsonNode? listed))
        {
            return;
        }

        patch.Remove(RetainKeys);
        const string wrong = "invalid patch format of retainKeys";
        if (listed is not JsonArray list)
        {
            throw new PatchException(wrong);
        }

        HashSet<string> kept = new(StringComparer.Ordinal);
        foreach (JsonNode? item in list)
        {
            kept.Add(JsonScalar.TryText(item, out string? name) ? name : JsonScalar.Key(item) + "\0");
        }

        for (int i = 0; i < patch.Count; i++)
        {
            (string name, JsonNode? value) = patch.GetAt(i);
            if (value is not null && !kept.Contains(name) && !name.StartsWith(DeletePrefix, StringComparison.Ordinal)
                && !name.StartsWith(OrderPrefix, StringComparison.Ordinal))
            {
                throw new PatchException(wrong);
            }
        }

        for (int i = original.Count - 1; i >= 0; i--)
        {
            if (!kept.Contains(original.GetAt(i).Key))
            {
                original.RemoveAt(i);
            }
        }
    }

    /// <summary>Carries out <c>$setElementOrder</c> together with the list it is about, and takes both out of the patch.</summary>
    private static void MergeOrderedLists(JsonObject original, JsonObject patch, PatchType type)
    {
        for (int i = 0; i < patch.Count; i++)
        {
            (string directive, JsonNode? value) = patch.GetAt(i);
            if (!directive.StartsWith(OrderPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            patch.RemoveAt(i);
            JsonArray order = AsList(value);
            string name = FieldOf(directive, OrderPrefix, "invalid patch format of setElementOrder list");
            bool isThere = original.TryGetPropertyValue(name, out JsonNode? present);
            bool isPatched = patch.TryGetPropertyValue(name, out JsonNode? change);
            JsonArray? list = isThere ? AsList(present) : null;
            JsonArray? items = isPatched ? AsList(change) : null;
            PatchField field = type.ListField(name);
            ListMerge.CheckOrder(items, order, field.MergeKey);
            if (list is not null || items is not null)
            {
                patch.Remove(name);
                List<JsonNode?> arranged = ListMerge.MergeOrdered(
                    list is null ? null : Take(list), items is null ? null : Take(items), Take(order), field);
                JsonArray target = list ?? [];
                Fill(target, arranged);
                Put(original, name, target, keep: true);
            }

            // The list may have stood before its order.
            i = -1;
        }
    }

    private static JsonArray AsList(JsonNode? value) =>
        value as JsonArray ?? throw new PatchException($"expected a []interface {{}}, but received a {GoText.TypeOf(value)}");
}
