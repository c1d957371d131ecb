using System.Text.Json;
using Istiod.Protobuf.Codecs;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.Value</c>: any JSON value.</summary>
public sealed class Value : ProtoMessage<Value>, IProtoMessage<Value>
{
    private static readonly FieldNames Names =
        new("null_value number_value string_value bool_value struct_value list_value");

    private double _number;
    private object? _reference;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.Value";

    /// <summary>What it holds.</summary>
    public ValueKind Kind { get; private set; }

    /// <summary>The number; 0 if it is none.</summary>
    public double NumberValue
    {
        get => Kind == ValueKind.Number ? _number : 0;
        set => Set(ValueKind.Number, value, null);
    }

    /// <summary>The bool; false if it is none.</summary>
    public bool BoolValue
    {
        get => Kind == ValueKind.Bool && _number != 0;
        set => Set(ValueKind.Bool, value ? 1 : 0, null);
    }

    /// <summary>The string; empty if it is none.</summary>
    public string StringValue
    {
        get => _reference as string ?? "";
        set => Set(ValueKind.String, 0, value);
    }

    /// <summary>The object; null if it is none. Setting null makes it <see cref="ValueKind.None"/>.</summary>
    public Struct? StructValue
    {
        get => _reference as Struct;
        set => Set(value is null ? ValueKind.None : ValueKind.Struct, 0, value);
    }

    /// <summary>The list; null if it is none. Setting null makes it <see cref="ValueKind.None"/>.</summary>
    public ListValue? ListValue
    {
        get => _reference as ListValue;
        set => Set(value is null ? ValueKind.None : ValueKind.List, 0, value);
    }

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    internal override bool AcceptsNull => true;

    /// <inheritdoc/>
    public static Value Create() => new();

    /// <summary>JSON null.</summary>
    public static Value ForNull() => new() { Kind = ValueKind.Null };

    /// <summary>A number.</summary>
    public static Value For(double value) => new() { NumberValue = value };

    /// <summary>A string.</summary>
    public static Value For(string value) => new() { StringValue = value };

    /// <summary>True or false.</summary>
    public static Value For(bool value) => new() { BoolValue = value };

    /// <summary>An object.</summary>
    public static Value For(Struct value) => new() { StructValue = value };

    /// <summary>A list.</summary>
    public static Value For(params ReadOnlySpan<Value> values)
    {
        var list = new ListValue();
        foreach (Value value in values)
        {
            list.Values.Add(value);
        }

        return new() { ListValue = list };
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options)
    {
        switch (Kind)
        {
            case ValueKind.Number:
                FloatJson.Write(writer, _number);
                break;
            case ValueKind.String:
                writer.WriteStringValue(StringValue);
                break;
            case ValueKind.Bool:
                writer.WriteBooleanValue(BoolValue);
                break;
            case ValueKind.Struct or ValueKind.List:
                ((ProtoMessage)_reference!).WriteJson(writer, options); // these kinds always have one
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <inheritdoc/>
    internal override void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                Set(ValueKind.Null, 0, null);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                BoolValue = reader.TokenType == JsonTokenType.True;
                break;
            case JsonTokenType.Number:
                NumberValue = FloatJson.Read(ref reader, context);
                break;
            case JsonTokenType.String:
                StringValue = context.Text(ref reader);
                break;
            case JsonTokenType.StartObject:
                StructValue = context.Message(ref reader, new Struct());
                break;
            case JsonTokenType.StartArray:
                ListValue = context.Message(ref reader, new ListValue());
                break;
            default:
                throw context.Error("expected a value");
        }
    }

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c) =>
        throw new InvalidOperationException("Value has its own JSON");

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j) =>
        throw new InvalidOperationException("Value has its own JSON");

    /// <inheritdoc/>
    protected override int SizeFields() => Kind switch
    {
        ValueKind.None => 0,
        ValueKind.Number => 9,
        ValueKind.Null or ValueKind.Bool => 2,
        ValueKind.String => ProtoSize.OptString(1, StringValue),
        _ => ProtoSize.Message(1, (ProtoMessage)_reference!), // the other kinds always have one
    };

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w)
    {
        switch (Kind)
        {
            case ValueKind.None:
                break;
            case ValueKind.Null:
                w.Varint(8, (ulong?)0);
                break;
            case ValueKind.Number:
                w.Fixed64(17, (ulong?)ProtoBits.Of(_number));
                break;
            case ValueKind.String:
                w.OptString(26, StringValue);
                break;
            case ValueKind.Bool:
                w.Varint(32, ProtoBits.Of((bool?)BoolValue));
                break;
            default:
                w.Message(Kind == ValueKind.Struct ? 42u : 50u, (ProtoMessage)_reference!); // these kinds always have one
                break;
        }
    }

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        switch (tag)
        {
            case 8:
                r.Varint();
                Set(ValueKind.Null, 0, null);
                return true;
            case 17:
                NumberValue = r.Double();
                return true;
            case 26:
                StringValue = r.String();
                return true;
            case 32:
                BoolValue = r.Bool();
                return true;
            case 42:
                StructValue = r.Message(StructValue ?? new Struct());
                return true;
            case 50:
                ListValue = r.Message(ListValue ?? new ListValue());
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    protected override bool EqualFields(Value other) =>
        Kind == other.Kind && ProtoHash.Same(_number, other._number) && Equals(_reference, other._reference);

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h)
    {
        h.Add(Kind);
        h.Add(_number);
        h.Add(_reference);
    }

    private void Set(ValueKind kind, double number, object? reference)
    {
        Kind = kind;
        _number = number;
        _reference = reference;
    }
}
