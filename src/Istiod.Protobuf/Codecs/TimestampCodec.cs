using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class TimestampCodec : FieldCodec<Timestamp>
{
    public override int WireType => 2;

    public override Timestamp Default => default;

    public override bool IsDefault(Timestamp value) => false;

    public override int Size(Timestamp value) => ProtoSize.Delimited(Body(value));

    public override void Write(ref ProtoWriter writer, Timestamp value)
    {
        writer.RawVarint((ulong)Body(value));
        writer.Varint(8, ProtoBits.Of(value.Seconds));
        writer.Varint(16, ProtoBits.Of(value.Nanos));
    }

    public override Timestamp Read(ref ProtoReader reader)
    {
        int outer = reader.Enter();
        long seconds = 0;
        int nanos = 0;
        while (reader.NextTag(out uint tag))
        {
            switch (tag)
            {
                case 8:
                    seconds = reader.Int64();
                    break;
                case 16:
                    nanos = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        reader.Leave(outer);
        return new Timestamp(seconds, nanos);
    }

    public override void WriteJson(Utf8JsonWriter writer, Timestamp value, ProtoJsonOptions options, bool plain) =>
        writer.WriteStringValue(value.ToString());

    public override Timestamp ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        Timestamp.TryParse(context.Text(ref reader), out Timestamp value) ? value : throw context.Error("invalid timestamp");

    private static int Body(Timestamp value) =>
        ProtoSize.Varint(1, ProtoBits.Of(value.Seconds)) + ProtoSize.Varint(1, ProtoBits.Of(value.Nanos));
}
