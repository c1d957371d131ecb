using System.Text;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protobuf.Tables;

namespace Istiod.Config.Validation;

/// <summary>What Go's older protobuf JSON library says of a value that does not fit a message type; nothing is decoded.</summary>
/// <remarks>
/// Follows github.com/golang/protobuf/jsonpb in what it looks at first: fields in declared order, unknown names last. Users see these words
/// when an object is refused, and warnings about patches of EnvoyFilters are made of them.
/// </remarks>
public sealed class GoJsonpb
{
    private const int MaxDepth = 200;

    private static readonly System.Buffers.SearchValues<char> s_base64 =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private readonly FieldTables _tables;
    private readonly bool _refusesUnknown;
    private int _depth;

    private GoJsonpb(FieldTables tables, bool refusesUnknown)
    {
        _tables = tables;
        _refusesUnknown = refusesUnknown;
    }

    /// <summary>The first fault, or null if the value fits.</summary>
    /// <param name="typeName">Full name of the message type.</param>
    /// <param name="refusesUnknown">Whether names that are no fields are a fault.</param>
    public static string? Fault(FieldTables tables, string typeName, DataNode value, bool refusesUnknown = false) =>
        new GoJsonpb(tables, refusesUnknown).Message(typeName, value);

    private string? Message(string type, DataNode value)
    {
        if (value.IsNull)
        {
            return null;
        }

        if (++_depth > MaxDepth)
        {
            return "nested too deep";
        }

        string? fault = type.StartsWith("google.protobuf.", StringComparison.Ordinal) ? WellKnown(type, value) : Fields(type, value);
        _depth--;
        return fault;
    }

    private string? Fields(string type, DataNode value)
    {
        if (value.Kind != DataKind.Object)
        {
            return Unfit(value, "map[string]json.RawMessage");
        }

        if (!_tables.TryFindMessage(type, out MessageTable table))
        {
            return $"unknown type {type}";
        }

        int known = 0;
        foreach (TableField field in table.Fields)
        {
            DataNode? raw = value[field.Name];
            known += raw is null ? 0 : 1;
            if (!string.Equals(field.JsonName, field.Name, StringComparison.Ordinal) && value[field.JsonName] is { } named)
            {
                raw = named;
                known++;
            }

            bool isValue = field.TypeName == "google.protobuf.Value" && !field.IsRepeated && !field.IsMap;
            if (raw is not null && (!raw.IsNull || isValue) && Value(field, raw) is { } fault)
            {
                return fault;
            }
        }

        return _refusesUnknown && known < value.Members.Count ? Unknown(table, value) : null;
    }

    private static string Unknown(MessageTable table, DataNode value)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (TableField field in table.Fields)
        {
            names.Add(field.Name);
            names.Add(field.JsonName);
        }

        foreach (KeyValuePair<string, DataNode> member in value.Members)
        {
            if (!names.Contains(member.Key))
            {
                return $"unknown field {GoQuote.Of(member.Key)} in {table.FullName}";
            }
        }

        return $"unknown field in {table.FullName}";
    }

    private string? Value(TableField field, DataNode value)
    {
        if (field.IsMap)
        {
            return Map(field, value);
        }

        if (!field.IsRepeated)
        {
            return One(field.Kind, field.TypeName, value);
        }

        if (value.Kind != DataKind.Array)
        {
            return Unfit(value, "[]json.RawMessage");
        }

        foreach (DataNode item in value.Items)
        {
            if (One(field.Kind, field.TypeName, item) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? Map(TableField field, DataNode value)
    {
        if (value.Kind != DataKind.Object)
        {
            return Unfit(value, "map[string]json.RawMessage");
        }

        foreach (KeyValuePair<string, DataNode> member in value.Members)
        {
            string? fault = field.KeyKind is TableKind.String or null ? null : Text(field.KeyKind.Value, member.Key);
            fault ??= One(field.Kind, field.TypeName, member.Value);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private string? One(TableKind kind, string? type, DataNode value)
    {
        switch (kind)
        {
            case TableKind.Message:
                return Message(type ?? "", value);
            case TableKind.Enum:
                return value.Kind != DataKind.String ? Number(value, "protoreflect.EnumNumber", TableKind.Int32)
                    : _tables.HasEnumValue(type ?? "", value.Text) ? null
                    : $"unknown value {GoQuote.Of(Json(value))} for enum {type}";
            case TableKind.Bool:
                return value.Kind is DataKind.True or DataKind.False or DataKind.Null ? null : Unfit(value, "bool");
            case TableKind.String:
                return value.Kind is DataKind.String or DataKind.Null ? null : Unfit(value, "string");
            case TableKind.Bytes:
                return Bytes(value);
            case TableKind.Double or TableKind.Float when value is { Kind: DataKind.String, Text: "NaN" or "Infinity" or "-Infinity" }:
                return null;
            default:
                return value.Kind == DataKind.String ? Text(kind, value.Text) : Number(value, GoType(kind), kind);
        }
    }

    /// <summary>A number in quotes: what is inside is read as JSON.</summary>
    private static string? Text(TableKind kind, string text)
    {
        byte[] json = Encoding.UTF8.GetBytes(text);
        if (GoJson.SyntaxFault(json) is { } fault)
        {
            return fault;
        }

        return kind == TableKind.Bool
            ? text.Trim() is "true" or "false" or "null" ? null : Unfit(DataNode.ParseJson(json), "bool")
            : Number(DataNode.ParseJson(json), GoType(kind), kind);
    }

    private static string? Number(DataNode value, string type, TableKind kind)
    {
        if (value.IsNull)
        {
            return null;
        }

        if (value.Kind != DataKind.Number)
        {
            return Unfit(value, type);
        }

        string digits = value.Text;
        bool fits = kind switch
        {
            TableKind.Double or TableKind.Float => double.TryParse(
                digits, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) && (kind == TableKind.Double || Math.Abs(number) <= float.MaxValue),
            TableKind.Int32 or TableKind.SInt32 or TableKind.SFixed32 => Whole(digits, int.MinValue, int.MaxValue),
            TableKind.Int64 or TableKind.SInt64 or TableKind.SFixed64 => Whole(digits, long.MinValue, long.MaxValue),
            TableKind.UInt32 or TableKind.Fixed32 => digits[0] != '-' && Whole(digits, 0, uint.MaxValue),
            _ => digits[0] != '-' && Whole(digits, 0, ulong.MaxValue),
        };
        return fits ? null : $"json: cannot unmarshal number {digits} into Go value of type {type}";
    }

    private static bool Whole(string digits, Int128 min, Int128 max) =>
        Int128.TryParse(
            digits, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out Int128 value)
        && value >= min && value <= max;

    private static string? Bytes(DataNode value)
    {
        if (value.Kind != DataKind.String)
        {
            return value.IsNull ? null : Unfit(value, "[]uint8");
        }

        string text = value.Text.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        int bad = text.AsSpan().IndexOfAnyExcept(s_base64);
        return System.Buffers.Text.Base64.IsValid(text) ? null
            : $"illegal base64 data at input byte {GoText.Number(bad < 0 ? text.Length / 4 * 4 : bad)}";
    }

    private string? WellKnown(string type, DataNode value)
    {
        switch (type["google.protobuf.".Length..])
        {
            case "Any":
                return Any(value);
            case "Duration":
                return value.Kind != DataKind.String ? Unfit(value, "string")
                    : GoDuration.TryParse(value.Text, out _, out string? why) ? null
                    : $"bad Duration: {why}";
            case "Timestamp":
                return value.Kind != DataKind.String ? Unfit(value, "string")
                    : WellKnownTime(value.Text) ? null
                    : $"bad Timestamp: parsing time {GoQuote.Of(value.Text)} as \"2006-01-02T15:04:05.999999999Z07:00\"";
            case "BoolValue":
                return One(TableKind.Bool, null, value);
            case "StringValue":
                return One(TableKind.String, null, value);
            case "BytesValue":
                return One(TableKind.Bytes, null, value);
            case "Int32Value":
                return One(TableKind.Int32, null, value);
            case "Int64Value":
                return One(TableKind.Int64, null, value);
            case "UInt32Value":
                return One(TableKind.UInt32, null, value);
            case "UInt64Value":
                return One(TableKind.UInt64, null, value);
            case "FloatValue":
                return One(TableKind.Float, null, value);
            case "DoubleValue":
                return One(TableKind.Double, null, value);
            case "Struct":
                return value.Kind == DataKind.Object ? null : $"bad StructValue: {Unfit(value, "map[string]json.RawMessage")}";
            case "ListValue":
                return value.Kind == DataKind.Array ? null : $"bad ListValue: {Unfit(value, "[]json.RawMessage")}";
            case "Empty":
                return value.Kind != DataKind.Object ? Unfit(value, "map[string]json.RawMessage")
                    : _refusesUnknown && value.Members.Count > 0
                        ? $"unknown field {GoQuote.Of(value.Members[0].Key)} in google.protobuf.Empty"
                    : null;
            case "Value":
                return null;
            default:
                return Fields(type, value);
        }
    }

    private string? Any(DataNode value)
    {
        if (value.Kind != DataKind.Object)
        {
            return Unfit(value, "map[string]json.RawMessage");
        }

        if (value["@type"] is not { } named)
        {
            return "Any JSON doesn't have '@type'";
        }

        if (named.Kind != DataKind.String)
        {
            return $"can't unmarshal Any's '@type': {GoQuote.Of(Json(named))}";
        }

        string url = named.Text;
        string type = url[(url.LastIndexOf('/') + 1)..];
        if (!_tables.TryFindMessage(type, out _) && !IsPlain(type))
        {
            return $"could not resolve Any message type: {url}";
        }

        string? fault;
        if (IsPlain(type))
        {
            if (value["value"] is not { } inner)
            {
                return "Any JSON doesn't have 'value'";
            }

            fault = Message(type, inner);
        }
        else
        {
            DataNode rest = DataNode.Object();
            foreach (KeyValuePair<string, DataNode> member in value.Members)
            {
                if (member.Key != "@type")
                {
                    rest.Set(member.Key, member.Value);
                }
            }

            fault = Message(type, rest);
        }

        return fault is null ? null : $"can't unmarshal Any nested proto {url}: {fault}";
    }

    /// <summary>Types whose JSON is not an object of their fields.</summary>
    private static bool IsPlain(string type) =>
        type.StartsWith("google.protobuf.", StringComparison.Ordinal)
        && type["google.protobuf.".Length..] is "Any" or "Duration" or "Timestamp" or "BoolValue" or "StringValue" or "BytesValue"
            or "Int32Value" or "Int64Value" or "UInt32Value" or "UInt64Value" or "FloatValue" or "DoubleValue" or "Struct" or "ListValue"
            or "Value" or "Empty";

    private static bool WellKnownTime(string text) => Timestamp.TryParse(text, out _);

    private static string Unfit(DataNode value, string type) => $"json: cannot unmarshal {Kind(value)} into Go value of type {type}";

    private static string Kind(DataNode value) => value.Kind switch
    {
        DataKind.Object => "object",
        DataKind.Array => "array",
        DataKind.String => "string",
        DataKind.Number => "number",
        DataKind.Null => "null",
        _ => "bool",
    };

    private static string Json(DataNode value) => Encoding.UTF8.GetString(value.ToJson());

    private static string GoType(TableKind kind) => kind switch
    {
        TableKind.Double => "float64",
        TableKind.Float => "float32",
        TableKind.Int64 or TableKind.SInt64 or TableKind.SFixed64 => "int64",
        TableKind.UInt64 or TableKind.Fixed64 => "uint64",
        TableKind.UInt32 or TableKind.Fixed32 => "uint32",
        TableKind.Bool => "bool",
        _ => "int32",
    };
}
