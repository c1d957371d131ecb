using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>Compares JSON values as patches do: numbers by their text, strings by what they say.</summary>
internal static class JsonScalar
{
    /// <summary>Whether two trees say the same; the order of members does not count.</summary>
    public static bool DeepEquals(JsonNode? left, JsonNode? right)
    {
        switch (left, right)
        {
            case (JsonObject first, JsonObject second):
                for (int i = 0; i < first.Count && first.Count == second.Count; i++)
                {
                    (string name, JsonNode? value) = first.GetAt(i);
                    if (!second.TryGetPropertyValue(name, out JsonNode? other) || !DeepEquals(value, other))
                    {
                        return false;
                    }
                }

                return first.Count == second.Count;
            case (JsonArray first, JsonArray second):
                for (int i = 0; i < first.Count && first.Count == second.Count; i++)
                {
                    if (!DeepEquals(first[i], second[i]))
                    {
                        return false;
                    }
                }

                return first.Count == second.Count;
            default:
                return ReferenceEquals(left, right) || (left is JsonValue a && right is JsonValue b && Same(a, b));
        }
    }

    /// <summary>Whether two scalars are of one kind and say the same; 1 and 1.0 do not.</summary>
    public static bool Same(JsonValue left, JsonValue right)
    {
        JsonValueKind kind = left.GetValueKind();
        if (kind != right.GetValueKind())
        {
            return false;
        }

        if (kind is JsonValueKind.True or JsonValueKind.False)
        {
            return true;
        }

        bool leftIsText = left.TryGetValue(out JsonElement leftElement);
        bool rightIsText = right.TryGetValue(out JsonElement rightElement);
        if (leftIsText && rightIsText && JsonMarshal.GetRawUtf8Value(leftElement).SequenceEqual(JsonMarshal.GetRawUtf8Value(rightElement)))
        {
            return true;
        }

        return kind == JsonValueKind.String
            ? TryText(left, out string? a) && TryText(right, out string? b) && a == b
            : !(leftIsText && rightIsText) && Digits(left) == Digits(right);
    }

    /// <summary>The text of a string; false for other values and for text that is no Unicode.</summary>
    public static bool TryText(JsonNode? node, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? text)
    {
        text = null;
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            return value.TryGetValue(out text);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate as an escape: valid JSON, but no text. Its raw form is all there is to compare.
            return false;
        }
    }

    /// <summary>A number as it is written.</summary>
    public static string Digits(JsonValue number) => number.TryGetValue(out long whole)
        && !number.TryGetValue(out JsonElement _)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : number.ToJsonString();

    /// <summary>A text that is equal for equal scalars: list elements are found by it. Integers and fractions differ, as in Kubernetes.</summary>
    /// <exception cref="PatchException">It is no scalar.</exception>
    public static string Key(JsonNode? node)
    {
        switch (node?.GetValueKind())
        {
            case null:
                return "n";
            case JsonValueKind.String:
                return TryText(node, out string? text) ? "s" + text : "r" + node.ToJsonString();
            case JsonValueKind.Number:
                string digits = Digits(node.AsValue());
                return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
                    ? string.Create(CultureInfo.InvariantCulture, $"i{whole}")
                    : string.Create(CultureInfo.InvariantCulture, $"f{double.Parse(digits, CultureInfo.InvariantCulture):R}");
            case JsonValueKind.Object:
                throw new PatchException("comparing uncomparable type map[string]interface {}");
            case JsonValueKind.Array:
                throw new PatchException("comparing uncomparable type []interface {}");
            case { } kind:
                return kind == JsonValueKind.True ? "t" : "b";
        }
    }
}
