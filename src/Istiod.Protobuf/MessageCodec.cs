using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>Codec of one message type.</summary>
public sealed class MessageCodec<T> : FieldCodec<T>
    where T : ProtoMessage<T>, IProtoMessage<T>
{
    /// <summary>The only one.</summary>
    public static readonly MessageCodec<T> Instance = new();

    private readonly bool _acceptsNull = T.Create().AcceptsNull;

    private MessageCodec()
    {
    }

    /// <inheritdoc/>
    public override int WireType => 2;

    /// <inheritdoc/>
    public override T Default => T.Create();

    /// <inheritdoc/>
    public override bool AcceptsNull => _acceptsNull;

    /// <inheritdoc/>
    public override bool IsDefault(T value) => false;

    /// <inheritdoc/>
    public override int Size(T value) => ProtoSize.Delimited(value.ComputeSize());

    /// <inheritdoc/>
    public override int CachedSize(T value) => ProtoSize.Delimited(value.CachedSize);

    /// <inheritdoc/>
    public override void Write(ref ProtoWriter writer, T value) => writer.RawMessage(value);

    /// <inheritdoc/>
    public override T Read(ref ProtoReader reader) => reader.Message(T.Create());

    /// <inheritdoc/>
    public override T Merge(ref ProtoReader reader, T current) => reader.Message(current);

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, T value, ProtoJsonOptions options, bool plain) =>
        value.WriteJson(writer, options);

    /// <inheritdoc/>
    public override T ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        context.Message(ref reader, T.Create());
}
