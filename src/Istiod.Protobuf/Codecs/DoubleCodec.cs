using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class DoubleCodec : FieldCodec<double>
{
    public override int WireType => 1;

    public override double Default => 0;

    public override bool IsDefault(double value) => ProtoBits.Of(value) == 0;

    public override int Size(double value) => 8;

    public override void Write(ref ProtoWriter writer, double value) => writer.RawFixed64(ProtoBits.Of(value));

    public override double Read(ref ProtoReader reader) => reader.Double();

    public override void WriteJson(Utf8JsonWriter writer, double value, ProtoJsonOptions options, bool plain) =>
        FloatJson.Write(writer, value);

    public override double ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        FloatJson.Read(ref reader, context);
}
