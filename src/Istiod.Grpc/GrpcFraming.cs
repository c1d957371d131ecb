using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Istiod.Grpc;

/// <summary>The five bytes before each message: a compression flag and the length, big endian.</summary>
public static class GrpcFraming
{
    /// <summary>Bytes before a message.</summary>
    public const int PrefixLength = 5;

    /// <summary>Takes one whole message off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Moves behind the message; stays as it is if there is no whole one yet.</param>
    /// <param name="limit">Largest message that is taken, in bytes.</param>
    /// <param name="message">The message, without its prefix; valid as long as the buffer.</param>
    /// <exception cref="GrpcException">ResourceExhausted: too large; Internal: compressed, or not a frame at all.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int limit, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        switch (prefix[0])
        {
            case 0:
                break;
            case 1:
                throw new GrpcException(
                    GrpcStatusCode.Internal, "grpc: compressed flag set with identity or empty encoding");
            default:
                throw new GrpcException(GrpcStatusCode.Internal, "grpc: received unexpected payload format");
        }

        if (length > (uint)limit)
        {
            throw new GrpcException(
                GrpcStatusCode.ResourceExhausted,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"grpc: received message larger than max ({length} vs. {limit})"));
        }

        if (buffer.Length - PrefixLength < length)
        {
            return false;
        }

        message = buffer.Slice(PrefixLength, length);
        buffer = buffer.Slice(message.End);
        return true;
    }

    /// <summary>Writes the prefix of an uncompressed message.</summary>
    public static void WritePrefix(Span<byte> destination, int length)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)length);
    }
}
