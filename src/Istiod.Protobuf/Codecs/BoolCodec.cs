using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class BoolCodec : FieldCodec<bool>
{
    public override int WireType => 0;

    public override bool Default => false;

    public override bool IsDefault(bool value) => !value;

    public override int Size(bool value) => 1;

    public override void Write(ref ProtoWriter writer, bool value) => writer.RawVarint(value ? 1ul : 0ul);

    public override bool Read(ref ProtoReader reader) => reader.Bool();

    public override void WriteJson(Utf8JsonWriter writer, bool value, ProtoJsonOptions options, bool plain) =>
        writer.WriteBooleanValue(value);

    public override bool ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw context.Error("expected true or false"),
    };

    public override string FormatKey(bool value) => value ? "true" : "false";

    public override bool ParseKey(string text, ProtoJsonContext context) => text switch
    {
        "true" => true,
        "false" => false,
        _ => throw context.Error("expected true or false as key"),
    };
}
