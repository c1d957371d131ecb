using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

internal sealed class DurationCodec : FieldCodec<Duration>
{
    public override int WireType => 2;

    public override Duration Default => default;

    public override bool IsDefault(Duration value) => false;

    public override int Size(Duration value) => ProtoSize.Delimited(Body(value));

    public override void Write(ref ProtoWriter writer, Duration value)
    {
        writer.RawVarint((ulong)Body(value));
        writer.Varint(8, ProtoBits.Of(value.Seconds));
        writer.Varint(16, ProtoBits.Of(value.Nanos));
    }

    public override Duration Read(ref ProtoReader reader)
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
        return new Duration(seconds, nanos);
    }

    public override void WriteJson(Utf8JsonWriter writer, Duration value, ProtoJsonOptions options, bool plain) =>
        writer.WriteStringValue(value.ToString());

    public override Duration ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        string text = context.Text(ref reader);
        return Duration.TryParse(text, out Duration value)
            ? value
            : context.Options.ReadDuration?.Invoke(text) ?? throw context.Error("invalid duration");
    }

    private static int Body(Duration value) =>
        ProtoSize.Varint(1, ProtoBits.Of(value.Seconds)) + ProtoSize.Varint(1, ProtoBits.Of(value.Nanos));
}
