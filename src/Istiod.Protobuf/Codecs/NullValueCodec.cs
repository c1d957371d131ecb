using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

/// <summary>JSON null, or on reading also the name or number of the value.</summary>
internal sealed class NullValueCodec : FieldCodec<NullValue>
{
    public override int WireType => 0;

    public override NullValue Default => NullValue.Null;

    public override bool AcceptsNull => true;

    public override bool IsDefault(NullValue value) => value == NullValue.Null;

    public override int Size(NullValue value) => ProtoSize.Of(ProtoBits.Of((int)value));

    public override void Write(ref ProtoWriter writer, NullValue value) => writer.RawVarint(ProtoBits.Of((int)value));

    public override NullValue Read(ref ProtoReader reader) => (NullValue)reader.Int32();

    public override void WriteJson(Utf8JsonWriter writer, NullValue value, ProtoJsonOptions options, bool plain)
    {
        if (plain)
        {
            writer.WriteStringValue("NULL_VALUE"u8);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public override NullValue ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) => reader.TokenType switch
    {
        JsonTokenType.Null => NullValue.Null,
        JsonTokenType.Number => (NullValue)FieldCodecs.Int32.ReadJson(ref reader, context),
        JsonTokenType.String when context.Text(ref reader) == "NULL_VALUE" => NullValue.Null,
        _ => throw context.Error("expected null"),
    };
}
