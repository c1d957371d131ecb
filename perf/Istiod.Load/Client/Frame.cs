using System.Buffers.Binary;

namespace Istiod.Load.Client;

/// <summary>HTTP/2 frames, as far as a client needs them.</summary>
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

    public static byte[] Opening(string authority, string path, bool isSecure)
    {
        using MemoryStream to = new();
        to.Write(Preface());
        to.Write(Call(StreamId, authority, path, isSecure, ""));
        return to.ToArray();
    }

    /// <summary>What a connection begins with.</summary>
    public static byte[] Preface()
    {
        using MemoryStream to = new();
        to.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);

        // INITIAL_WINDOW_SIZE as large as it gets, no server push; the default frame size, as Envoy's.
        WriteFrame(to, Settings, 0, 0, [0, 4, 0x7f, 0xff, 0xff, 0xff, 0, 2, 0, 0, 0, 0]);
        WriteFrame(to, WindowUpdate, 0, 0, [0x7f, 0xff, 0, 0]);
        return to.ToArray();
    }

    /// <summary>The headers of a gRPC call.</summary>
    /// <param name="token">Bearer token; empty for none.</param>
    public static byte[] Call(int stream, string authority, string path, bool isSecure, string token)
    {
        using MemoryStream block = new();
        block.WriteByte(0x83); // :method POST
        block.WriteByte(isSecure ? (byte)0x87 : (byte)0x86); // :scheme
        Literal(block, 0x04, path);
        Literal(block, 0x01, authority);
        block.Write([0x0f, 0x10]); // content-type
        Text(block, "application/grpc");
        block.WriteByte(0);
        Text(block, "te");
        Text(block, "trailers");
        if (token.Length > 0)
        {
            block.Write([0x0f, 0x08]); // authorization
            Text(block, "Bearer " + token);
        }

        using MemoryStream to = new();
        WriteFrame(to, Headers, EndHeaders, stream, block.ToArray());
        return to.ToArray();
    }

    /// <summary>One gRPC message as DATA frames of the connection's one stream.</summary>
    public static byte[] Message(ReadOnlySpan<byte> message) => Message(StreamId, message, isLast: false);

    /// <summary>One gRPC message as DATA frames.</summary>
    /// <param name="isLast">Whether the client has no more to say on this stream.</param>
    public static byte[] Message(int stream, ReadOnlySpan<byte> message, bool isLast)
    {
        byte[] prefixed = new byte[message.Length + 5];
        BinaryPrimitives.WriteInt32BigEndian(prefixed.AsSpan(1), message.Length);
        message.CopyTo(prefixed.AsSpan(5));
        using MemoryStream to = new(prefixed.Length + 64);
        for (int at = 0; at < prefixed.Length; at += MaxPayload)
        {
            int part = Math.Min(MaxPayload, prefixed.Length - at);
            byte flags = isLast && at + part == prefixed.Length ? EndStream : (byte)0;
            WriteFrame(to, Data, flags, stream, prefixed.AsSpan(at, part));
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
        const int Short = 127; // a length of seven bits; more goes into bytes after it
        block.WriteByte((byte)Math.Min(value.Length, Short));
        if (value.Length >= Short)
        {
            int rest = value.Length - Short;
            while (rest >= 0x80)
            {
                block.WriteByte((byte)(rest | 0x80));
                rest >>= 7;
            }

            block.WriteByte((byte)rest);
        }

        block.Write(System.Text.Encoding.ASCII.GetBytes(value));
    }
}
