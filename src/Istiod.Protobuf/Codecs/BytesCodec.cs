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

        // Both alphabets are read, but not mixed; padding is left out wholly or not at all. Go's older library is stricter.
        bool isUrl = !context.Options.IsJsonpb && text.AsSpan().ContainsAny('-', '_');
        bool isPadded = context.Options.IsJsonpb || text.Length % 4 == 0;
        return TryDecode(text, isUrl, isPadded, out ReadOnlyMemory<byte> bytes) ? bytes : throw context.Error("invalid base64");
    }

    /// <summary>Decodes as Go does: line ends are skipped, spare bits of the last character do not count.</summary>
    private static bool TryDecode(string text, bool isUrl, bool isPadded, out ReadOnlyMemory<byte> bytes)
    {
        byte[] decoded = new byte[((text.Length * 3) / 4) + 3];
        int written = 0, digits = 0, padding = 0;
        uint bits = 0;
        bytes = default;
        foreach (char c in text)
        {
            if (c is '\r' or '\n')
            {
                continue;
            }

            if (c == '=')
            {
                padding++;
                continue;
            }

            int digit = Digit(c, isUrl);
            if (digit < 0 || padding > 0)
            {
                return false;
            }

            bits = (bits << 6) | (uint)digit;
            if (++digits % 4 != 1)
            {
                decoded[written++] = (byte)(bits >> (6 - (2 * ((digits - 1) % 4))));
            }
        }

        bytes = decoded.AsMemory(0, written);
        return digits % 4 != 1 && padding == (isPadded ? (4 - (digits % 4)) % 4 : 0);
    }

    private static int Digit(char c, bool isUrl) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' when isUrl => 62,
        '_' when isUrl => 63,
        '+' when !isUrl => 62,
        '/' when !isUrl => 63,
        _ => -1,
    };
}
