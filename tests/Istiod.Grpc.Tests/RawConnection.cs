using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Istiod.Grpc.Tests;

/// <summary>An HTTP/2 connection whose frames a test writes itself, also such as no client would.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte Continuation = 9;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly MemoryStream _frames = new();
    private NetworkStream? _stream;
    private Task _reading = Task.CompletedTask;

    /// <summary>Whether the server has said or shown that this is the end.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Frames of a type that came.</summary>
    public int[] Received { get; } = new int[256];

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        RawConnection connection = new();
        await connection._client.ConnectAsync(IPAddress.Loopback, server.Port);
        connection._stream = connection._client.GetStream();
        await connection._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        connection.Add(Settings, 0, 0, []);
        await connection.SendAsync();
        connection._reading = connection.ReadAsync(connection._stream);
        return connection;
    }

    /// <summary>The header block of a gRPC call, without the table: literal names and values.</summary>
    public static byte[] Call(string path, params (string Name, string Value)[] more)
    {
        using MemoryStream block = new();
        block.Write([0x83, 0x86]); // POST, http
        Literal(block, ":path", path);
        Literal(block, ":authority", "istiod");
        Literal(block, "content-type", "application/grpc");
        Literal(block, "te", "trailers");
        foreach ((string name, string value) in more)
        {
            Literal(block, name, value);
        }

        return block.ToArray();
    }

    /// <summary>Adds a frame to what is sent next.</summary>
    public void Add(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        head[3] = type;
        head[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(head[5..], stream);
        _frames.Write(head);
        _frames.Write(payload);
    }

    /// <summary>Sends what was added.</summary>
    /// <returns>False if the server has closed the connection.</returns>
    public async Task<bool> SendAsync()
    {
        byte[] bytes = _frames.ToArray();
        _frames.SetLength(0);
        try
        {
            await _stream!.WriteAsync(bytes); // set by OpenAsync
            return !IsEnded;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Ends when the server has closed the connection.</summary>
    public Task EndAsync() => _reading;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _frames.DisposeAsync();
    }

    private static void Literal(MemoryStream block, string name, string value)
    {
        block.WriteByte(0);
        Text(block, name);
        Text(block, value);
    }

    private static void Text(MemoryStream block, string text)
    {
        block.WriteByte((byte)Math.Min(127, text.Length));
        for (int rest = text.Length - 127; rest >= 0; rest >>= 7)
        {
            block.WriteByte((byte)(rest >= 0x80 ? rest | 0x80 : rest));
            if (rest < 0x80)
            {
                break;
            }
        }

        block.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    private async Task ReadAsync(NetworkStream stream)
    {
        byte[] head = new byte[9];
        byte[] payload = new byte[1 << 14];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(head);
                int length = BinaryPrimitives.ReadInt32BigEndian(head) >>> 8;
                await stream.ReadExactlyAsync(payload.AsMemory(0, length));
                Received[head[3]]++;
                IsEnded |= head[3] == GoAway;
            }
        }
        catch (IOException)
        {
            IsEnded = true;
        }
    }
}
