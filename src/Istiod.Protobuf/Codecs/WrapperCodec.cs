using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

/// <summary>A wrapper message as an element of a list or a map; its JSON is that of the value.</summary>
internal sealed class WrapperCodec<T>(FieldCodec<T> inner) : FieldCodec<T>
{
    public override int WireType => 2;

    public override T Default => inner.Default;

    public override bool IsDefault(T value) => false;

    public override int Size(T value) => inner.IsDefault(value) ? 1 : ProtoSize.Delimited(1 + inner.Size(value));

    public override void Write(ref ProtoWriter writer, T value)
    {
        if (inner.IsDefault(value))
        {
            writer.RawVarint(0);
            return;
        }

        writer.RawVarint((ulong)(1 + inner.Size(value)));
        writer.RawVarint(8u | (uint)inner.WireType);
        inner.Write(ref writer, value);
    }

    public override T Read(ref ProtoReader reader) => reader.Wrapped<T>(inner, inner.Default);

    public override T Merge(ref ProtoReader reader, T current) => reader.Wrapped<T>(inner, current);

    public override void WriteJson(Utf8JsonWriter writer, T value, ProtoJsonOptions options, bool plain) =>
        inner.WriteJson(writer, value, options, plain: false);

    public override T ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        inner.ReadJson(ref reader, context);
}
