using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>A JSON patch (RFC 6902) as read; immutable.</summary>
/// <remarks>Source: github.com/evanphx/json-patch v5, patch.go: negative and zero-padded indices count, a missing member passes a test
/// for null, an empty name stands for the whole document where one is read. Messages are the library's.</remarks>
public sealed class JsonPatch
{
    private readonly List<JsonPatchOperation> _operations;

    private JsonPatch(List<JsonPatchOperation> operations) => _operations = operations;

    /// <summary>The operations in order.</summary>
    public IReadOnlyList<JsonPatchOperation> Operations => _operations;

    /// <summary>Reads a patch from its JSON; null is an empty patch.</summary>
    /// <exception cref="PatchException">It is no patch.</exception>
    public static JsonPatch Read(JsonNode? patch)
    {
        List<JsonPatchOperation> operations = [];
        if (patch is not null)
        {
            JsonArray items = patch as JsonArray
                ?? throw new PatchException($"json: cannot unmarshal {JsonName(patch)} into Go value of type jsonpatch.Patch");
            foreach (JsonNode? item in items)
            {
                if (item is not (null or JsonObject))
                {
                    throw new PatchException($"json: cannot unmarshal {JsonName(item)} into Go value of type jsonpatch.Operation");
                }
            }

            foreach (JsonNode? item in items)
            {
                operations.Add(ReadOperation(item as JsonObject));
            }
        }

        return new JsonPatch(operations);
    }

    /// <summary>Reads a patch from its text.</summary>
    /// <exception cref="PatchException">It is no JSON or no patch.</exception>
    public static JsonPatch Read(ReadOnlyMemory<byte> utf8) =>
        JsonText.TryParse(utf8, out JsonNode? tree) ? Read(tree) : throw new PatchException("invalid state detected");

    /// <summary>A patch of operations that we made.</summary>
    public static JsonPatch Of(IEnumerable<JsonPatchOperation> operations) => new([.. operations]);

    /// <summary>Applies the patch.</summary>
    /// <param name="document">Changed in place, also if the patch fails half way.</param>
    /// <returns>The result: <paramref name="document"/>, unless an operation replaced the whole.</returns>
    /// <exception cref="PatchException">An operation does not apply, a test fails, or a limit is passed.</exception>
    public JsonNode? Apply(JsonNode? document, JsonPatchOptions? options = null)
    {
        options ??= JsonPatchOptions.Default;
        if (_operations.Count > options.MaxOperations)
        {
            throw new PatchException($"The allowed maximum operations in a JSON patch is {options.MaxOperations}, got {_operations.Count}");
        }

        return new JsonPatchRun(document, options, NeedsSnapshot()).Apply(_operations);
    }

    /// <summary>The name of a value's kind in Go's messages.</summary>
    internal static string JsonName(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };

    private static JsonPatchOperation ReadOperation(JsonObject? item)
    {
        string op = item is not null && JsonScalar.TryText(item["op"], out string? text) ? text : "unknown";
        string? from = null;
        JsonNode? value = null;
        if (item is null || op is not ("add" or "replace" or "move" or "copy" or "remove" or "test"))
        {
            throw Invalid(item, "unsupported operation");
        }

        if (op is "move" or "copy")
        {
            from = Text(item, "from", "operation, missing from field: missing value");
        }
        else if (!item.TryGetPropertyValue("value", out value) && op is "add" or "replace")
        {
            throw Invalid(item, "failed to decode 'value': operation, missing value field: missing value");
        }

        return new JsonPatchOperation(op, Text(item, "path", "operation missing path field: missing value"), value, from);
    }

    private static string Text(JsonObject item, string name, string missing)
    {
        JsonNode? node = item[name];
        return JsonScalar.TryText(node, out string? text)
            ? text
            : throw Invalid(
                item, $"failed to decode '{name}': {(node is null ? missing : $"json: cannot unmarshal {JsonName(node)} into Go value of type string")}");
    }

    private static PatchException Invalid(JsonObject? item, string why)
    {
        if (item is null)
        {
            return new PatchException($"invalid operation null: {why}");
        }

        // Go shows the operation with its members sorted.
        JsonObject sorted = [];
        SortedSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < item.Count; i++)
        {
            names.Add(item.GetAt(i).Key);
        }

        foreach (string name in names)
        {
            sorted.Add(name, item[name]?.DeepClone());
        }

        return new PatchException($"invalid operation {sorted.ToJsonString()}: {why}");
    }

    /// <summary>Whether some pointer has an empty name: then the document as it was may be read later.</summary>
    private bool NeedsSnapshot()
    {
        foreach (JsonPatchOperation operation in _operations)
        {
            if (HasEmptyName(operation.Path) || (operation.From is { } from && HasEmptyName(from)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasEmptyName(string pointer) =>
        pointer.Length == 0 || pointer.EndsWith('/') || pointer.Contains("//", StringComparison.Ordinal);
}
