using System.Buffers.Binary;

namespace Istiod.Load.Client;

/// <summary>HTTP/2 frames, as far as a client of one stream needs them.</summary>
internal static class Frame
{
    public const int HeaderLength = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;
    public const byte Padded = 8;

    private const int StreamId = 1;
    private const int MaxPayload = 16384;

    public static byte[] Opening(string authority, string path)
    {
        using MemoryStream to = new();
        to.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);

        // INITIAL_WINDOW_SIZE as large as it gets, no server push; the default frame size, as Envoy's.
        WriteFrame(to, Settings, 0, 0, [0, 4, 0x7f, 0xff, 0xff, 0xff, 0, 2, 0, 0, 0, 0]);
        WriteFrame(to, WindowUpdate, 0, 0, [0x7f, 0xff, 0, 0]);
        using MemoryStream block = new();
        block.WriteByte(0x83); // :method POST
        block.WriteByte(0x86); // :scheme http
        Literal(block, 0x04, path);
        Literal(block, 0x01, authority);
        block.Write([0x0f, 0x10]); // content-type
        Text(block, "application/grpc");
        block.WriteByte(0);
        Text(block, "te");
        Text(block, "trailers");
        WriteFrame(to, Headers, EndHeaders, StreamId, block.ToArray());
        return to.ToArray();
    }

    /// <summary>One gRPC message as DATA frames.</summary>
    public static byte[] Message(ReadOnlySpan<byte> message)
    {
        byte[] prefixed = new byte[message.Length + 5];
        BinaryPrimitives.WriteInt32BigEndian(prefixed.AsSpan(1), message.Length);
        message.CopyTo(prefixed.AsSpan(5));
        using MemoryStream to = new(prefixed.Length + 64);
        for (int at = 0; at < prefixed.Length; at += MaxPayload)
        {
            WriteFrame(to, Data, 0, StreamId, prefixed.AsSpan(at, Math.Min(MaxPayload, prefixed.Length - at)));
        }

        return to.ToArray();
    }

    public static byte[] Bare(byte type, byte flags, ReadOnlySpan<byte> payload)
    {
        using MemoryStream to = new();
        WriteFrame(to, type, flags, 0, payload);
        return to.ToArray();
    }

    private static void WriteFrame(MemoryStream to, byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        header[3] = type;
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        to.Write(header);
        to.Write(payload);
    }

    private static void Literal(MemoryStream block, byte name, string value)
    {
        block.WriteByte(name);
        Text(block, value);
    }

    private static void Text(MemoryStream block, string value)
    {
        if (value.Length > 126)
        {
            throw new ArgumentException("header value too long", nameof(value));
        }

        block.WriteByte((byte)value.Length);
        block.Write(System.Text.Encoding.ASCII.GetBytes(value));
    }
}
