using System.Buffers.Binary;
using System.Buffers.Text;

namespace Istiod.Xds.Wire;

/// <summary>The end of a nonce: a UUID whose first half names this server and whose second half the response.</summary>
/// <remarks>A nonce is the push version directly followed by this. Only the second half is remembered for a stream.</remarks>
internal static class Nonce
{
    public const int TailLength = 36;

    public static void WriteTail(ulong server, ulong response, Span<byte> destination)
    {
        Span<byte> raw = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(raw, server);
        BinaryPrimitives.WriteUInt64BigEndian(raw[8..], response);
        Utf8Formatter.TryFormat(new Guid(raw, bigEndian: true), destination, out _, 'D');
    }

    public static string Text(string version, ulong server, ulong response)
    {
        Span<byte> tail = stackalloc byte[TailLength];
        WriteTail(server, response, tail);
        return version + System.Text.Encoding.ASCII.GetString(tail);
    }

    /// <summary>The response that <paramref name="nonce"/> belongs to; 0 if it is none of this server.</summary>
    public static ulong ResponseOf(ReadOnlySpan<byte> nonce, ulong server)
    {
        if (nonce.Length < TailLength
            || !Utf8Parser.TryParse(nonce[^TailLength..], out Guid guid, out int used, 'D')
            || used != TailLength)
        {
            return 0;
        }

        Span<byte> raw = stackalloc byte[16];
        guid.TryWriteBytes(raw, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(raw) == server ? BinaryPrimitives.ReadUInt64BigEndian(raw[8..]) : 0;
    }
}
