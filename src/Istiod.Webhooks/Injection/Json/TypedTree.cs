using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Patches;

namespace Istiod.Webhooks.Injection.Json;

/// <summary>
/// Brings a JSON tree, in place, to the form it has after Go decoded it into a struct and encoded it again: names as declared, unknown
/// members gone, empty members gone or there as each field's tag says, quantities and instants in canonical form.
/// </summary>
/// <remarks>The order of members is not changed; <see cref="Templates.KubeValues"/> writes them as declared.</remarks>
internal ref struct TypedTree
{
    private readonly List<string> _path = [];
    private string _struct = "";
    private string? _fault;

    public TypedTree()
    {
    }

    /// <summary>Types an object.</summary>
    /// <exception cref="GoJsonFault">A value does not fit; tells the first that does not.</exception>
    public static JsonObject Apply(JsonNode? tree, KubeType type)
    {
        TypedTree typed = new();
        JsonNode? result = typed.Value(tree, type, isPointer: false);
        return typed._fault is { } fault ? throw new GoJsonFault(fault) : result as JsonObject ?? [];
    }

    /// <summary>Types a value that may be null, e.g. a slice.</summary>
    /// <exception cref="GoJsonFault">A value does not fit.</exception>
    public static JsonNode? ApplyValue(JsonNode? tree, KubeType type)
    {
        TypedTree typed = new();
        JsonNode? result = typed.Value(tree, type, isPointer: false);
        return typed._fault is { } fault ? throw new GoJsonFault(fault) : result;
    }

    /// <summary>The typed value: the node itself where it can stay, else a new one.</summary>
    private JsonNode? Value(JsonNode? node, KubeType type, bool isPointer)
    {
        if (node is null)
        {
            return isPointer ? null : Zero(type);
        }

        switch (type.Kind)
        {
            case KubeKind.Struct:
                return node is JsonObject members ? Struct(members, type) : Wrong(node, type);
            case KubeKind.Slice:
                return node is JsonArray items ? Slice(items, type) : Wrong(node, type);
            case KubeKind.Map:
                return node is JsonObject entries ? Map(entries, type) : Wrong(node, type);
            case KubeKind.String:
                return node.GetValueKind() == JsonValueKind.String ? node : Wrong(node, type);
            case KubeKind.Bool:
                return node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node : Wrong(node, type);
            case KubeKind.Int32 or KubeKind.Int64:
                return Integer(node, type);
            case KubeKind.Quantity:
                return Quantity(node);
            case KubeKind.IntOrString:
                return node.GetValueKind() == JsonValueKind.String ? node : IntOrString(node);
            case KubeKind.Time:
                return Time(node);
            case KubeKind.Bytes:
                return Bytes(node, type);
            default:
                return node;
        }
    }

    private JsonObject Struct(JsonObject members, KubeType type)
    {
        DropUnknown(members, type);
        string outer = _struct;
        foreach (KubeField field in type.Members)
        {
            bool isThere = members.TryGetPropertyValue(field.JsonName, out JsonNode? node);
            _struct = type.ShortName;
            _path.Add(field.JsonName);
            JsonNode? value = isThere || field.Type.Kind == KubeKind.Struct ? Value(node, field.Type, field.IsPointer) : field.IsPointer ? null : Zero(field.Type);
            _path.RemoveAt(_path.Count - 1);
            _struct = outer;
            if (IsOmitted(value, field))
            {
                if (isThere)
                {
                    members.Remove(field.JsonName);
                }
            }
            else if (!isThere || !ReferenceEquals(value, node))
            {
                members[field.JsonName] = value;
            }
        }

        return members;
    }

    /// <summary>Members that no field takes go; those that differ from a field's name in case only get its name.</summary>
    private static void DropUnknown(JsonObject members, KubeType type)
    {
        List<string>? odd = null;
        for (int i = 0; i < members.Count; i++)
        {
            string name = members.GetAt(i).Key;
            if (type.Member(name) is null)
            {
                (odd ??= []).Add(name);
            }
        }

        foreach (string name in odd ?? [])
        {
            JsonNode? value = members[name];
            members.Remove(name);
            if (type.MemberLike(name) is { } field)
            {
                members[field.JsonName] = value;
            }
        }
    }

    private JsonArray Slice(JsonArray items, KubeType type)
    {
        for (int i = 0; i < items.Count; i++)
        {
            JsonNode? node = items[i];
            JsonNode? value = Value(node, type.Element, isPointer: false);
            if (!ReferenceEquals(value, node))
            {
                items[i] = value;
            }
        }

        return items;
    }

    private JsonObject Map(JsonObject entries, KubeType type)
    {
        List<KeyValuePair<string, JsonNode?>>? changed = null;
        for (int i = 0; i < entries.Count; i++)
        {
            KeyValuePair<string, JsonNode?> entry = entries.GetAt(i);
            JsonNode? value = Value(entry.Value, type.Element, isPointer: false);
            if (!ReferenceEquals(value, entry.Value))
            {
                (changed ??= []).Add(new(entry.Key, value));
            }
        }

        foreach (KeyValuePair<string, JsonNode?> entry in changed ?? [])
        {
            entries[entry.Key] = entry.Value;
        }

        return entries;
    }

    private JsonNode? Integer(JsonNode node, KubeType type)
    {
        if (node.GetValueKind() != JsonValueKind.Number)
        {
            return Wrong(node, type);
        }

        if (node.Whole() is not { } value || (type.Kind == KubeKind.Int32 && value is < int.MinValue or > int.MaxValue))
        {
            Fail($"json: cannot unmarshal number {node.ToJsonString()}{Context()} of type {type.Name}");
            return Zero(type);
        }

        return node;
    }

    private JsonNode? IntOrString(JsonNode node)
    {
        if (node.Whole() is >= int.MinValue and <= int.MaxValue)
        {
            return node;
        }

        string value = node.GetValueKind() == JsonValueKind.Number ? "number " + node.ToJsonString() : JsonPatch.JsonName(node);
        Fail($"json: cannot unmarshal {value} into Go value of type int32");
        return JsonValue.Create(0L);
    }

    private JsonNode? Quantity(JsonNode node)
    {
        string text = node.Text() is { } quoted ? quoted : node.ToJsonString();
        string bare = text.Trim();
        string canonical = bare;
        if (!IsShortQuantity(bare))
        {
            if (!Primitives.Quantity.TryParse(bare, out Primitives.Quantity amount, out string? fault))
            {
                Fail(fault);
                return JsonValue.Create("0");
            }

            canonical = amount.ToString();
        }

        return node.GetValueKind() == JsonValueKind.String && string.Equals(canonical, text, StringComparison.Ordinal)
            ? node
            : JsonValue.Create(canonical);
    }

    /// <summary>Up to three digits and a common suffix, as nearly all are: canonical as it stands.</summary>
    private static bool IsShortQuantity(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits is >= 1 and <= 3
            && text[0] != '0'
            && text.AsSpan(digits) is "" or "m" or "k" or "M" or "G" or "T" or "Ki" or "Mi" or "Gi" or "Ti";
    }

    private JsonValue? Time(JsonNode node)
    {
        if (node.Text() is not { } text)
        {
            Fail($"json: cannot unmarshal {JsonPatch.JsonName(node)} into Go value of type string");
            return null;
        }

        if (!DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
        {
            Fail($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");
            return null;
        }

        return JsonValue.Create(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    private JsonNode? Bytes(JsonNode node, KubeType type)
    {
        if (node.Text() is not { } text)
        {
            return Wrong(node, type);
        }

        byte[] bytes = new byte[(text.Length * 3 / 4) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out _))
        {
            Fail("illegal base64 data at input byte 0");
        }

        return node;
    }

    /// <summary>A value of the wrong kind leaves the field at zero.</summary>
    private JsonNode? Wrong(JsonNode node, KubeType type)
    {
        Fail($"json: cannot unmarshal {JsonPatch.JsonName(node)}{Context()} of type {type.Name}");
        return Zero(type);
    }

    private readonly string Context() =>
        _struct.Length == 0 ? " into Go value" : $" into Go struct field {_struct}.{string.Join('.', _path)}";

    private void Fail(string fault) => _fault ??= fault;

    /// <summary>What Go writes for a field that was not given.</summary>
    private static JsonNode? Zero(KubeType type)
    {
        switch (type.Kind)
        {
            case KubeKind.String:
                return JsonValue.Create("");
            case KubeKind.Bool:
                return JsonValue.Create(false);
            case KubeKind.Int32 or KubeKind.Int64 or KubeKind.IntOrString:
                return JsonValue.Create(0L);
            case KubeKind.Quantity:
                return JsonValue.Create("0");
            case KubeKind.Struct:
                JsonObject empty = [];
                foreach (KubeField field in type.Members)
                {
                    JsonNode? value = field.IsPointer ? null : Zero(field.Type);
                    if (!IsOmitted(value, field))
                    {
                        empty[field.JsonName] = value;
                    }
                }

                return empty;
            default:
                return null;
        }
    }

    private static bool IsOmitted(JsonNode? value, KubeField field)
    {
        if (value is null)
        {
            return field.IsOmittedEmpty || field.IsOmittedZero;
        }

        if (!field.IsOmittedEmpty || field.IsPointer)
        {
            return false;
        }

        return field.Type.Kind switch
        {
            KubeKind.String or KubeKind.Bytes => value.Text() is "",
            KubeKind.Bool => value.Truth() == false,
            KubeKind.Int32 or KubeKind.Int64 => value.Whole() == 0,
            KubeKind.Slice => value is JsonArray { Count: 0 },
            KubeKind.Map => value is JsonObject { Count: 0 },
            _ => false,
        };
    }
}
