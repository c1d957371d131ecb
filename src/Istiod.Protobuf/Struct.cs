using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.Struct</c>: a JSON object.</summary>
public sealed class Struct : ProtoMessage<Struct>, IProtoMessage<Struct>
{
    private static readonly FieldNames Names = new("fields");

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.Struct";

    /// <summary>The members.</summary>
    public MapField<string, Value> Fields { get; } = [];

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    public static Struct Create() => new();

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options)
    {
        writer.WriteStartObject();
        using (var sorted = new SortedKeys<string, Value>(Fields))
        {
            foreach (string key in sorted.Span)
            {
                writer.WritePropertyName(key);
                Fields[key].WriteJson(writer, options);
            }
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    internal override void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        context.Map(ref reader, Fields, FieldCodecs.String, MessageCodec<Value>.Instance);

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c) =>
        throw new InvalidOperationException("Struct has its own JSON");

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j) =>
        throw new InvalidOperationException("Struct has its own JSON");

    /// <inheritdoc/>
    protected override int SizeFields() =>
        ProtoSize.Map(1, Fields, FieldCodecs.String, MessageCodec<Value>.Instance);

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w) =>
        w.Map(10, Fields, FieldCodecs.String, MessageCodec<Value>.Instance);

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        if (tag != 10)
        {
            return false;
        }

        r.Entry(Fields, FieldCodecs.String, MessageCodec<Value>.Instance);
        return true;
    }

    /// <inheritdoc/>
    protected override bool EqualFields(Struct other) => ProtoHash.Same(Fields, other.Fields);

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h) => h.Add(Fields);
}
