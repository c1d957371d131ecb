using System.Text.Json;

namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.Duration</c> as a message of its own, for an Any; as a field it is a <see cref="Duration"/>.</summary>
public sealed class DurationMessage : ProtoMessage<DurationMessage>, IProtoMessage<DurationMessage>
{
    private static readonly FieldNames Names = new("seconds nanos");

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.Duration";

    /// <summary>The value.</summary>
    public Duration Value { get; set; }

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    public static DurationMessage Create() => new();

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options) =>
        writer.WriteStringValue(Value.ToString());

    /// <inheritdoc/>
    internal override void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        Value = FieldCodecs.Duration.ReadJson(ref reader, context);

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c) =>
        throw new InvalidOperationException("Duration has its own JSON");

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j) =>
        throw new InvalidOperationException("Duration has its own JSON");

    /// <inheritdoc/>
    protected override int SizeFields() =>
        ProtoSize.Varint(1, ProtoBits.Of(Value.Seconds)) + ProtoSize.Varint(1, ProtoBits.Of(Value.Nanos));

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w)
    {
        w.Varint(8, ProtoBits.Of(Value.Seconds));
        w.Varint(16, ProtoBits.Of(Value.Nanos));
    }

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        switch (tag)
        {
            case 8:
                Value = Value with { Seconds = r.Int64() };
                return true;
            case 16:
                Value = Value with { Nanos = r.Int32() };
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    protected override bool EqualFields(DurationMessage other) => Value == other.Value;

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h) => h.Add(Value);
}
