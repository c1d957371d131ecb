using System.Text.Json;

namespace Istiod.Protobuf.Tables;

/// <summary>A message whose type only tables describe, as a field.</summary>
internal sealed class TableMessageCodec(MessageTable type) : FieldCodec<object>
{
    public MessageTable Type => type;

    public override int WireType => 2;

    public override object Default => new DynamicMessage(type);

    public override bool IsDefault(object value) => false;

    public override int Size(object value) => ProtoSize.Delimited(((DynamicMessage)value).ComputeSize());

    public override int CachedSize(object value) => ProtoSize.Delimited(((DynamicMessage)value).CachedSize);

    public override void Write(ref ProtoWriter writer, object value) => writer.RawMessage((DynamicMessage)value);

    public override object Read(ref ProtoReader reader) => reader.Message(new DynamicMessage(type));

    public override object Merge(ref ProtoReader reader, object current) => reader.Message((DynamicMessage)current);

    public override void WriteJson(Utf8JsonWriter writer, object value, ProtoJsonOptions options, bool plain) =>
        ((DynamicMessage)value).WriteJson(writer, options);

    public override object ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        context.Message(ref reader, new DynamicMessage(type));
}
