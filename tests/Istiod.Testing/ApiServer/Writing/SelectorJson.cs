using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>A label selector as in objects: <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
internal static class SelectorJson
{
    /// <summary>Whether the labels fit; an absent selector takes everything.</summary>
    public static bool Matches(JsonObject? selector, IReadOnlyDictionary<string, string> labels)
    {
        foreach (KeyValuePair<string, JsonNode?> pair in Trees.Child(selector, "matchLabels") ?? [])
        {
            if (!labels.TryGetValue(pair.Key, out string? value) || value != Trees.Text(pair.Value))
            {
                return false;
            }
        }

        foreach (JsonObject expression in Trees.Objects(selector, "matchExpressions"))
        {
            string[] values = Trees.Texts(expression, "values");
            bool isThere = labels.TryGetValue(Trees.Text(expression, "key") ?? "", out string? value);
            bool fits = Trees.Text(expression, "operator") switch
            {
                "In" => isThere && values.Contains(value, StringComparer.Ordinal),
                "NotIn" => !isThere || !values.Contains(value, StringComparer.Ordinal),
                "Exists" => isThere,
                "DoesNotExist" => !isThere,
                _ => false,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}
