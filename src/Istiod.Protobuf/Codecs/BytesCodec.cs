using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Istiod.Protobuf.Codecs;

/// <summary>JSON: written as standard base64 with padding; read as standard or URL-safe, padded or not.</summary>
internal sealed class BytesCodec : FieldCodec<ReadOnlyMemory<byte>>
{
    public override int WireType => 2;

    public override ReadOnlyMemory<byte> Default => default;

    public override bool IsDefault(ReadOnlyMemory<byte> value) => value.IsEmpty;

    public override int Size(ReadOnlyMemory<byte> value) => ProtoSize.Delimited(value.Length);

    public override void Write(ref ProtoWriter writer, ReadOnlyMemory<byte> value) => writer.RawBytes(value.Span);

    public override ReadOnlyMemory<byte> Read(ref ProtoReader reader) => reader.Bytes();

    public override void WriteJson(
        Utf8JsonWriter writer, ReadOnlyMemory<byte> value, ProtoJsonOptions options, bool plain) =>
        writer.WriteBase64StringValue(value.Span);

    public override ReadOnlyMemory<byte> ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        string text = context.Text(ref reader);
        int end = text.Length;
        while (end > 0 && text[end - 1] == '=')
        {
            end--;
        }

        if (context.Options.IsJsonpb && text.Length % 4 != 0)
        {
            throw context.Error("invalid base64");
        }

        char[] url = new char[end];
        for (int i = 0; i < end; i++)
        {
            url[i] = text[i] switch { '+' => '-', '/' => '_', char c => c };
        }

        byte[] bytes = new byte[((end * 3) / 4) + 3];
        OperationStatus status = Base64Url.DecodeFromChars(url, bytes, out int consumed, out int written);
        return status == OperationStatus.Done && consumed == end
            ? bytes.AsMemory(0, written)
            : throw context.Error("invalid base64");
    }
}
