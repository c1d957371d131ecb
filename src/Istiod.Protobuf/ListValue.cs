using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.ListValue</c>: a JSON list.</summary>
public sealed class ListValue : ProtoMessage<ListValue>, IProtoMessage<ListValue>
{
    private static readonly FieldNames Names = new("values");

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.ListValue";

    /// <summary>The elements.</summary>
    public RepeatedField<Value> Values { get; } = [];

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    public static ListValue Create() => new();

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options)
    {
        writer.WriteStartArray();
        foreach (Value value in Values)
        {
            value.WriteJson(writer, options);
        }

        writer.WriteEndArray();
    }

    /// <inheritdoc/>
    internal override void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        context.Repeated(ref reader, Values, MessageCodec<Value>.Instance);

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c) =>
        throw new InvalidOperationException("ListValue has its own JSON");

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j) =>
        throw new InvalidOperationException("ListValue has its own JSON");

    /// <inheritdoc/>
    protected override int SizeFields() => ProtoSize.Messages(1, Values);

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w) => w.Messages(10, Values);

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        if (tag != 10)
        {
            return false;
        }

        Values.Add(r.Message(new Value()));
        return true;
    }

    /// <inheritdoc/>
    protected override bool EqualFields(ListValue other) => ProtoHash.Same(Values, other.Values);

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h) => h.Add(Values);
}
