using System.Text.Json;

namespace Istiod.Protobuf.WellKnown;

/// <summary>A message with one field, number 1, whose JSON is that of the value: the wrapper types, as they occur in an Any.</summary>
public abstract class ScalarMessage<TSelf, TValue> : ProtoMessage<TSelf>
    where TSelf : ScalarMessage<TSelf, TValue>, IProtoMessage<TSelf>
{
    private static readonly FieldNames Names = new("value");
    private readonly FieldCodec<TValue> _codec;

    /// <summary>Holds the type's default.</summary>
    private protected ScalarMessage(FieldCodec<TValue> codec)
    {
        _codec = codec;
        Value = codec.Default;
    }

    /// <summary>The value.</summary>
    public TValue Value { get; set; }

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options) =>
        _codec.WriteJson(writer, Value, options, plain: false);

    /// <inheritdoc/>
    internal override void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        Value = _codec.ReadJson(ref reader, context);

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c) =>
        throw new InvalidOperationException("wrappers have their own JSON");

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j) =>
        throw new InvalidOperationException("wrappers have their own JSON");

    /// <inheritdoc/>
    protected override int SizeFields() => _codec.IsDefault(Value) ? 0 : 1 + _codec.Size(Value);

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w)
    {
        if (!_codec.IsDefault(Value))
        {
            w.RawVarint(8u | (uint)_codec.WireType);
            _codec.Write(ref w, Value);
        }
    }

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        if (tag != (8u | (uint)_codec.WireType))
        {
            return false;
        }

        Value = _codec.Read(ref r);
        return true;
    }

    /// <inheritdoc/>
    protected override bool EqualFields(TSelf other) => ToEquatable(Value).Equals(ToEquatable(other.Value));

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h) => h.Add(ToEquatable(Value).GetHashCode());

    private static object ToEquatable(TValue value) => value switch
    {
        ReadOnlyMemory<byte> bytes => Convert.ToBase64String(bytes.Span),
        double d => ProtoBits.Of(d),
        float f => ProtoBits.Of(f),
        null => "",
        _ => value,
    };
}
