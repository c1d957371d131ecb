using System.Globalization;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class Int32Codec(IntegerForm form) : FieldCodec<int>
{
    public override int WireType => form == IntegerForm.Fixed ? 5 : 0;

    public override int Default => 0;

    public override bool IsDefault(int value) => value == 0;

    public override int Size(int value) => form == IntegerForm.Fixed ? 4 : ProtoSize.Of(Bits(value));

    public override void Write(ref ProtoWriter writer, int value)
    {
        if (form == IntegerForm.Fixed)
        {
            writer.RawFixed32((uint)value);
        }
        else
        {
            writer.RawVarint(Bits(value));
        }
    }

    public override int Read(ref ProtoReader reader) => form switch
    {
        IntegerForm.Fixed => reader.SFixed32(),
        IntegerForm.ZigZag => reader.SInt32(),
        _ => reader.Int32(),
    };

    public override void WriteJson(Utf8JsonWriter writer, int value, ProtoJsonOptions options, bool plain) =>
        writer.WriteNumberValue(value);

    public override int ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        (int)IntegerJson.Signed(ref reader, context, int.MinValue, int.MaxValue);

    public override string FormatKey(int value) => value.ToString(CultureInfo.InvariantCulture);

    public override int ParseKey(string text, ProtoJsonContext context) =>
        (int)IntegerJson.Signed(text, context, int.MinValue, int.MaxValue);

    private ulong Bits(int value) => form == IntegerForm.ZigZag ? ProtoBits.ZigZag(value) : ProtoBits.Of(value);
}
