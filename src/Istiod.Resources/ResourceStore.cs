using System.Collections.Concurrent;
using Istiod.Primitives;
using Istiod.Protobuf;

namespace Istiod.Resources;

/// <summary>Makes resources out of messages and keeps one copy of equal bytes.</summary>
/// <remarks>
/// Thread-safe. Segments are found again by hash and compared byte by byte, so a hash collision costs memory, never a
/// wrong config. A segment that nobody holds is collected; its place in the table goes with <see cref="Sweep"/>.
/// </remarks>
public sealed class ResourceStore
{
    private readonly ConcurrentDictionary<ContentHash, WeakReference<byte[]>> _segments = new();

    /// <summary>Number of table places, the dead ones since the last sweep included.</summary>
    public int Count => _segments.Count;

    /// <summary>The marshalled <paramref name="message"/> as a resource of one segment.</summary>
    public XdsResource Create(string name, IProtoMessage message) => Create(name, Intern(message));

    /// <summary>A resource of one segment that is interned already.</summary>
    public static XdsResource Create(string name, Segment segment) => new(name, segment.Hash, [segment.Bytes]);

    /// <summary>A resource of bytes that are shared with nobody and not changed any more.</summary>
    public static XdsResource CreateUnshared(string name, byte[] bytes) => new(name, ContentHash.Of(bytes), [bytes]);

    /// <summary>A resource whose message is the concatenation of <paramref name="segments"/>, in this order.</summary>
    public static XdsResource Create(string name, ReadOnlySpan<Segment> segments)
    {
        byte[][] bytes = new byte[segments.Length][];
        ContentHash hash = default;
        for (int i = 0; i < segments.Length; i++)
        {
            bytes[i] = segments[i].Bytes;
            hash = hash.Combine(segments[i].Hash);
        }

        return new XdsResource(name, hash, bytes);
    }

    /// <summary>The marshalled <paramref name="message"/>, shared with every equal one.</summary>
    public Segment Intern(IProtoMessage message)
    {
        byte[] bytes = message.ToByteArray();
        ContentHash hash = ContentHash.Of(bytes);
        return new Segment(Share(hash, bytes), hash);
    }

    /// <summary>The message as one field of an enclosing message: tag, length, bytes.</summary>
    /// <param name="fieldNumber">Number of the length-delimited field in the enclosing message.</param>
    /// <param name="message">The field's value.</param>
    public Segment InternField(int fieldNumber, IProtoMessage message)
    {
        byte[] body = message.ToByteArray();
        Span<byte> head = stackalloc byte[10];
        int length = WriteVarint(head, ((ulong)fieldNumber << 3) | 2);
        length += WriteVarint(head[length..], (ulong)body.Length);
        byte[] bytes = new byte[length + body.Length];
        head[..length].CopyTo(bytes);
        body.CopyTo(bytes, length);
        ContentHash hash = ContentHash.Of(bytes);
        return new Segment(Share(hash, bytes), hash);
    }

    /// <summary>Takes out the places whose bytes are gone. O(places); run it after large changes, not on each push.</summary>
    public void Sweep()
    {
        foreach (KeyValuePair<ContentHash, WeakReference<byte[]>> place in _segments)
        {
            if (!place.Value.TryGetTarget(out _))
            {
                _segments.TryRemove(place);
            }
        }
    }

    private byte[] Share(ContentHash hash, byte[] bytes)
    {
        while (true)
        {
            WeakReference<byte[]> place = _segments.GetOrAdd(
                hash, static (_, made) => new WeakReference<byte[]>(made), bytes);
            if (!place.TryGetTarget(out byte[]? known))
            {
                if (_segments.TryUpdate(hash, new WeakReference<byte[]>(bytes), place))
                {
                    return bytes;
                }

                continue;
            }

            return known.AsSpan().SequenceEqual(bytes) ? known : bytes;
        }
    }

    private static int WriteVarint(Span<byte> destination, ulong value)
    {
        int at = 0;
        while (value >= 0x80)
        {
            destination[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[at++] = (byte)value;
        return at;
    }
}
