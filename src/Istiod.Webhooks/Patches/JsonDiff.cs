using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>The JSON patch that makes one document of another.</summary>
/// <remarks>
/// Objects member by member, in the order of the new document, removals last; arrays place by place: what is too much is removed from
/// the end, what is missing added, the rest compared. Numbers differ if their text does. Source: gomodules.xyz/jsonpatch CreatePatch.
/// </remarks>
public static class JsonDiff
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Tells the steps from <paramref name="before"/> to <paramref name="after"/>; none if they are equal.</summary>
    /// <returns>Operations add, remove, replace; values are nodes of <paramref name="after"/>.</returns>
    public static List<JsonPatchOperation> Create(JsonNode? before, JsonNode? after)
    {
        List<JsonPatchOperation> operations = [];
        Compare(before, after, new StringBuilder(), operations);
        return operations;
    }

    /// <summary>Writes a patch as a JSON array.</summary>
    public static void Write(List<JsonPatchOperation> operations, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, Writing);
        writer.WriteStartArray();
        foreach (JsonPatchOperation operation in operations)
        {
            operation.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private static void Compare(JsonNode? before, JsonNode? after, StringBuilder path, List<JsonPatchOperation> operations)
    {
        switch (before, after)
        {
            case (JsonObject old, JsonObject @new):
                CompareMembers(old, @new, path, operations);
                break;
            case (JsonArray old, JsonArray @new):
                CompareItems(old, @new, path, operations);
                break;
            case (JsonValue old, JsonValue @new) when JsonScalar.Same(old, @new):
            case (null, null):
                break;
            default:
                operations.Add(new JsonPatchOperation("replace", path.ToString(), after));
                break;
        }
    }

    private static void CompareMembers(JsonObject before, JsonObject after, StringBuilder path, List<JsonPatchOperation> operations)
    {
        int length = path.Length, known = 0;
        for (int i = 0; i < after.Count; i++)
        {
            (string name, JsonNode? value) = after.GetAt(i);
            bool isKnown = before.TryGetPropertyValue(name, out JsonNode? old);
            Append(path, name);
            if (isKnown)
            {
                known++;
                Compare(old, value, path, operations);
            }
            else
            {
                operations.Add(new JsonPatchOperation("add", path.ToString(), value));
            }

            path.Length = length;
        }

        for (int i = 0; i < before.Count && known < before.Count; i++)
        {
            string name = before.GetAt(i).Key;
            if (!after.ContainsKey(name))
            {
                Append(path, name);
                operations.Add(new JsonPatchOperation("remove", path.ToString()));
                path.Length = length;
            }
        }
    }

    private static void CompareItems(JsonArray before, JsonArray after, StringBuilder path, List<JsonPatchOperation> operations)
    {
        int length = path.Length, common = Math.Min(before.Count, after.Count);
        for (int i = before.Count - 1; i >= common; i--)
        {
            path.Append(CultureInfo.InvariantCulture, $"/{i}");
            operations.Add(new JsonPatchOperation("remove", path.ToString()));
            path.Length = length;
        }

        for (int i = common; i < after.Count; i++)
        {
            path.Append(CultureInfo.InvariantCulture, $"/{i}");
            operations.Add(new JsonPatchOperation("add", path.ToString(), after[i]));
            path.Length = length;
        }

        for (int i = 0; i < common; i++)
        {
            path.Append(CultureInfo.InvariantCulture, $"/{i}");
            Compare(before[i], after[i], path, operations);
            path.Length = length;
        }
    }

    private static void Append(StringBuilder path, string name)
    {
        path.Append('/');
        if (name.AsSpan().ContainsAny('~', '/'))
        {
            name = name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }

        path.Append(name);
    }
}
