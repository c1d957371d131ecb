using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>One application of a <see cref="JsonPatch"/> to a document.</summary>
internal sealed class JsonPatchRun
{
    private const string Missing = "missing value";

    private readonly JsonPatchOptions _options;
    private JsonNode? _document;

    /// <summary>What the empty name means at the root: the document as it was at first (the library's reading).</summary>
    private JsonNode? _snapshot;
    private long _growth;

    public JsonPatchRun(JsonNode? document, JsonPatchOptions options, bool needsSnapshot)
    {
        if (document is JsonValue)
        {
            throw NotContainer(document);
        }

        _document = document;
        _options = options;
        _snapshot = needsSnapshot ? document?.DeepClone() : null;
    }

    public JsonNode? Apply(List<JsonPatchOperation> operations)
    {
        foreach (JsonPatchOperation operation in operations)
        {
            switch (operation.Op)
            {
                case "add":
                    Add(operation.Path, operation.Value?.DeepClone());
                    break;
                case "remove":
                    Remove(operation.Path);
                    break;
                case "replace":
                    Replace(operation.Path, operation.Value?.DeepClone());
                    break;
                case "move":
                    Move(operation.From ?? "", operation.Path);
                    break;
                case "copy":
                    Copy(operation.From ?? "", operation.Path);
                    break;
                default:
                    Test(operation.Path, operation.Value);
                    break;
            }
        }

        return _document ?? (operations.Count > 0 ? throw new PatchException("invalid value, expected object") : null);
    }

    private void Add(string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            _document = value is JsonValue ? throw NotContainer(value) : value;
            _snapshot = value?.DeepClone();
            return;
        }

        if (_options.MakesPathOnAdd)
        {
            MakePath(path);
        }

        if (!TryFind(path, out JsonNode? container, out string key))
        {
            throw new PatchException($"add operation does not apply: doc is missing path: \"{path}\": {Missing}");
        }

        Insert(container, key, value, $"error in add for path: '{path}'");
    }

    private void Remove(string path)
    {
        if (TryFind(path, out JsonNode? container, out string key))
        {
            RemoveAt(container, key, $"error in remove for path: '{path}'");
        }
        else if (!_options.AllowsMissingOnRemove)
        {
            throw new PatchException($"remove operation does not apply: doc is missing path: \"{path}\": {Missing}");
        }
    }

    private void Replace(string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            _document = value is JsonObject or JsonArray
                ? value
                : throw new PatchException("replace operation value must be object or array: %!w(<nil>)");
            _snapshot = null;
            return;
        }

        if (!TryFind(path, out JsonNode? container, out string key))
        {
            throw new PatchException($"replace operation does not apply: doc is missing path: {path}: {Missing}");
        }

        if (Get(container, key, out _) is not null)
        {
            throw new PatchException($"replace operation does not apply: doc is missing key: {path}: {Missing}");
        }

        if (container is JsonArray items)
        {
            int index = IndexOf(key, items.Count, out string? fault);
            items[index] = fault is null ? value : throw new PatchException($"error in remove for path: '{path}': {fault}");
        }
        else
        {
            AsObject(container, "")[key] = value;
        }
    }

    private void Move(string from, string path)
    {
        if (from.Length == 0)
        {
            throw new PatchException("unable to move entire document to another path: invalid state detected");
        }

        if (!TryFind(from, out JsonNode? container, out string key))
        {
            throw new PatchException($"move operation does not apply: doc is missing from path: {from}: {Missing}");
        }

        if (Get(container, key, out JsonNode? value) is { } fault)
        {
            throw new PatchException($"error in move for path: '{key}': {fault}");
        }

        RemoveAt(container, key, $"error in move for path: '{key}'");
        if (!TryFind(path, out container, out string target))
        {
            throw new PatchException($"move operation does not apply: doc is missing destination path: {path}: {Missing}");
        }

        Insert(container, target, value?.Parent is null && !ReferenceEquals(value, _snapshot) ? value : value?.DeepClone(), $"error in move for path: '{path}'");
    }

    private void Copy(string from, string path)
    {
        if (!TryFind(from, out JsonNode? container, out string key))
        {
            throw new PatchException($"copy operation does not apply: doc is missing from path: \"{from}\": {Missing}");
        }

        if (Get(container, key, out JsonNode? value) is { } fault)
        {
            throw new PatchException($"error in copy for from: '{from}': {fault}");
        }

        if (!TryFind(path, out container, out key))
        {
            throw new PatchException($"copy operation does not apply: doc is missing destination path: {path}: {Missing}");
        }

        Grow(value is null ? 4 : Encoding.UTF8.GetByteCount(value.ToJsonString()));
        Insert(container, key, value?.DeepClone(), "error while adding value during copy");
    }

    private void Test(string path, JsonNode? expected)
    {
        JsonNode? value = _document;
        if (path.Length > 0)
        {
            if (!TryFind(path, out JsonNode? container, out string key))
            {
                throw new PatchException($"test operation does not apply: is missing path: {path}: {Missing}");
            }

            // A member that is not there passes a test for null.
            if (Get(container, key, out value) is { } fault && !fault.EndsWith(Missing, StringComparison.Ordinal))
            {
                throw new PatchException($"error in test for path: '{path}': {fault}");
            }
        }

        if (!JsonScalar.DeepEquals(value, expected))
        {
            throw new PatchException($"testing value {path} failed: test failed");
        }
    }

    /// <summary>Walks to what holds the last name of a pointer.</summary>
    private bool TryFind(string path, out JsonNode? container, out string key)
    {
        container = _document;
        key = "";
        if (path.Length == 0)
        {
            return true;
        }

        string[] parts = path.Split('/');
        if (parts.Length < 2)
        {
            return false;
        }

        for (int i = 1; i < parts.Length - 1; i++)
        {
            if (Get(container, Unescape(parts[i]), out container) is not null || container is not (JsonObject or JsonArray))
            {
                return false;
            }
        }

        key = Unescape(parts[^1]);
        return true;
    }

    private static string Unescape(string part) => part.Contains('~', StringComparison.Ordinal)
        ? part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
        : part;

    /// <summary>Reads a member or item; tells what is wrong, else null.</summary>
    private string? Get(JsonNode? container, string key, out JsonNode? value)
    {
        value = null;
        if (key.Length == 0)
        {
            value = ReferenceEquals(container, _document) ? _snapshot : null;
            return null;
        }

        switch (container)
        {
            case JsonObject members:
                return members.TryGetPropertyValue(key, out value) ? null : $"unable to get nonexistent key: {key}: {Missing}";
            case JsonArray items:
                int index = IndexOf(key, items.Count, out string? fault);
                if (fault is null && index >= items.Count)
                {
                    fault = OutOfRange(index);
                }

                value = fault is null ? items[index] : null;
                return fault;
            default:
                return "invalid value, expected object";
        }
    }

    private void RemoveAt(JsonNode? container, string key, string where)
    {
        if (container is JsonArray items)
        {
            int index = IndexOf(key, items.Count, out string? fault);
            bool isMissing = fault is null ? index >= items.Count : fault.EndsWith("invalid index referenced", StringComparison.Ordinal);
            if (isMissing && _options.AllowsMissingOnRemove)
            {
                return;
            }

            fault ??= isMissing ? OutOfRange(index) : null;
            if (fault is not null)
            {
                throw new PatchException($"{where}: {fault}");
            }

            items.RemoveAt(index);
        }
        else if (!AsObject(container, where).Remove(key) && !_options.AllowsMissingOnRemove)
        {
            throw new PatchException($"{where}: unable to remove nonexistent key: {key}: {Missing}");
        }
    }

    private static void Insert(JsonNode? container, string key, JsonNode? value, string where)
    {
        if (container is not JsonArray items)
        {
            AsObject(container, where)[key] = value;
            return;
        }

        if (key == "-")
        {
            items.Add(value);
            return;
        }

        // Behind the last item is a place too, also counted from the end.
        int index = IndexOf(key, items.Count + 1, out string? fault);
        if (fault is not null && !fault.EndsWith("referenced", StringComparison.Ordinal))
        {
            fault = $"value was not a proper array index: '{key}': {fault}";
        }
        else if (fault is null && index > items.Count)
        {
            fault = OutOfRange(index);
        }

        items.Insert(index, fault is null ? value : throw new PatchException($"{where}: {fault}"));
    }

    private static JsonObject AsObject(JsonNode? container, string where) =>
        container as JsonObject ?? throw new PatchException($"{where}: invalid value, expected object");

    /// <summary>Makes what is missing on the way to the last name: lists where the next name is a number or a hyphen.</summary>
    private void MakePath(string path)
    {
        string[] parts = path.Split('/');
        JsonNode? at = _document;
        for (int i = 1; i < parts.Length - 1; i++)
        {
            if (Get(at, Unescape(parts[i]), out JsonNode? next) is null && next is not null)
            {
                at = next is JsonValue ? throw new PatchException("invalid state detected") : next;
                continue;
            }

            if (at is JsonArray list && TryNumber(parts[i], out int place, out _))
            {
                Pad(list, place);
            }

            bool isNumber = TryNumber(parts[i + 1], out int index, out _);
            if (isNumber && index < -1)
            {
                throw new PatchException($"Unable to ensure path for negative index other than -1: {index}: invalid index referenced");
            }

            JsonNode made = isNumber || parts[i + 1] == "-" ? new JsonArray() : new JsonObject();
            if (made is JsonArray array)
            {
                Pad(array, isNumber ? index : 0);
            }

            try
            {
                Insert(at, parts[i], made, "");
            }
            catch (PatchException)
            {
                // It cannot stand there; the addition itself will tell.
            }

            at = made;
        }
    }

    private void Pad(JsonArray list, int count)
    {
        Grow(Math.Max(0, count - list.Count));
        while (list.Count < count)
        {
            list.Add((JsonNode?)null);
        }
    }

    private void Grow(int bytes)
    {
        _growth += bytes;
        if (_growth > _options.MaxGrowth)
        {
            throw new PatchException(
                $"Unable to complete the copy, the accumulated size increase of copy is {_growth}, exceeding the limit {_options.MaxGrowth}");
        }
    }

    /// <summary>Reads an index; negative ones count from <paramref name="count"/>. Not checked at the upper end.</summary>
    private static int IndexOf(string key, int count, out string? fault)
    {
        if (!TryNumber(key, out int index, out fault))
        {
            return 0;
        }

        if (index < -count)
        {
            fault = OutOfRange(index);
        }

        return index < 0 ? Math.Max(0, index + count) : index;
    }

    private static string OutOfRange(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"Unable to access invalid index: {index}: invalid index referenced");

    /// <summary>Reads a number as Go's Atoi does: a sign and digits.</summary>
    private static bool TryNumber(string text, out int number, out string? fault)
    {
        fault = null;
        number = 0;
        ReadOnlySpan<char> digits = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            fault = $"strconv.Atoi: parsing \"{text}\": invalid syntax";
            return false;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            fault = $"strconv.Atoi: parsing \"{text}\": value out of range";
            return false;
        }

        number = (int)Math.Clamp(value, int.MinValue / 2, int.MaxValue / 2);
        return true;
    }

    private static PatchException NotContainer(JsonNode value) =>
        new($"json: cannot unmarshal {JsonPatch.JsonName(value)} into Go value of type map[string]*jsonpatch.lazyNode");
}
