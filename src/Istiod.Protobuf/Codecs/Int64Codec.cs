using System.Globalization;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class Int64Codec(IntegerForm form) : FieldCodec<long>
{
    public override int WireType => form == IntegerForm.Fixed ? 1 : 0;

    public override long Default => 0;

    public override bool IsDefault(long value) => value == 0;

    public override int Size(long value) => form == IntegerForm.Fixed ? 8 : ProtoSize.Of(Bits(value));

    public override void Write(ref ProtoWriter writer, long value)
    {
        if (form == IntegerForm.Fixed)
        {
            writer.RawFixed64((ulong)value);
        }
        else
        {
            writer.RawVarint(Bits(value));
        }
    }

    public override long Read(ref ProtoReader reader) => form switch
    {
        IntegerForm.Fixed => reader.SFixed64(),
        IntegerForm.ZigZag => reader.SInt64(),
        _ => reader.Int64(),
    };

    public override void WriteJson(Utf8JsonWriter writer, long value, ProtoJsonOptions options, bool plain)
    {
        if (plain)
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(FormatKey(value));
        }
    }

    public override long ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        IntegerJson.Signed(ref reader, context, long.MinValue, long.MaxValue);

    public override string FormatKey(long value) => value.ToString(CultureInfo.InvariantCulture);

    public override long ParseKey(string text, ProtoJsonContext context) =>
        IntegerJson.Signed(text, context, long.MinValue, long.MaxValue);

    private ulong Bits(long value) => form == IntegerForm.ZigZag ? ProtoBits.ZigZag(value) : ProtoBits.Of(value);
}
