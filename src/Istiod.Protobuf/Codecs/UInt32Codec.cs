using System.Globalization;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class UInt32Codec(bool isFixed) : FieldCodec<uint>
{
    public override int WireType => isFixed ? 5 : 0;

    public override uint Default => 0;

    public override bool IsDefault(uint value) => value == 0;

    public override int Size(uint value) => isFixed ? 4 : ProtoSize.Of(value);

    public override void Write(ref ProtoWriter writer, uint value)
    {
        if (isFixed)
        {
            writer.RawFixed32(value);
        }
        else
        {
            writer.RawVarint(value);
        }
    }

    public override uint Read(ref ProtoReader reader) => isFixed ? reader.Fixed32() : reader.UInt32();

    public override void WriteJson(Utf8JsonWriter writer, uint value, ProtoJsonOptions options, bool plain) =>
        writer.WriteNumberValue(value);

    public override uint ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        (uint)IntegerJson.Unsigned(ref reader, context, uint.MaxValue);

    public override string FormatKey(uint value) => value.ToString(CultureInfo.InvariantCulture);

    public override uint ParseKey(string text, ProtoJsonContext context) =>
        (uint)IntegerJson.Unsigned(text, context, uint.MaxValue);
}
