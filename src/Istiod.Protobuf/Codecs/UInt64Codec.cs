using System.Globalization;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class UInt64Codec(bool isFixed) : FieldCodec<ulong>
{
    public override int WireType => isFixed ? 1 : 0;

    public override ulong Default => 0;

    public override bool IsDefault(ulong value) => value == 0;

    public override int Size(ulong value) => isFixed ? 8 : ProtoSize.Of(value);

    public override void Write(ref ProtoWriter writer, ulong value)
    {
        if (isFixed)
        {
            writer.RawFixed64(value);
        }
        else
        {
            writer.RawVarint(value);
        }
    }

    public override ulong Read(ref ProtoReader reader) => isFixed ? reader.Fixed64() : reader.UInt64();

    public override void WriteJson(Utf8JsonWriter writer, ulong value, ProtoJsonOptions options, bool plain)
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

    public override ulong ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        IntegerJson.Unsigned(ref reader, context, ulong.MaxValue);

    public override string FormatKey(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    public override ulong ParseKey(string text, ProtoJsonContext context) =>
        IntegerJson.Unsigned(text, context, ulong.MaxValue);
}
