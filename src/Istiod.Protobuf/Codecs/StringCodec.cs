using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class StringCodec : FieldCodec<string>
{
    public override int WireType => 2;

    public override string Default => "";

    public override bool IsDefault(string value) => string.IsNullOrEmpty(value);

    public override int Size(string value) => ProtoSize.Of(value);

    public override void Write(ref ProtoWriter writer, string value) => writer.RawString(value);

    public override string Read(ref ProtoReader reader) => reader.String();

    public override void WriteJson(Utf8JsonWriter writer, string value, ProtoJsonOptions options, bool plain) =>
        writer.WriteStringValue(value);

    public override string ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) => context.Text(ref reader);

    public override string FormatKey(string value) => value;

    public override string ParseKey(string text, ProtoJsonContext context) => text;
}
