using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class FloatCodec : FieldCodec<float>
{
    public override int WireType => 5;

    public override float Default => 0;

    public override bool IsDefault(float value) => ProtoBits.Of(value) == 0;

    public override int Size(float value) => 4;

    public override void Write(ref ProtoWriter writer, float value) => writer.RawFixed32(ProtoBits.Of(value));

    public override float Read(ref ProtoReader reader) => reader.Float();

    public override void WriteJson(Utf8JsonWriter writer, float value, ProtoJsonOptions options, bool plain)
    {
        if (plain || !float.IsFinite(value))
        {
            FloatJson.Write(writer, value);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    public override float ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        double wide = FloatJson.Read(ref reader, context);
        float value = (float)wide;
        return float.IsFinite(value) || !double.IsFinite(wide) ? value : throw context.Error("number out of range");
    }
}
