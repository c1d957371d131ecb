using System.Globalization;
using System.IO.Hashing;

namespace Istiod.Primitives;

/// <summary>128 bits that stand for a content: equal bytes have equal hashes.</summary>
/// <remarks>XXH128; not for adversaries: whoever interns by it also compares the bytes.</remarks>
public readonly record struct ContentHash(ulong High, ulong Low) : IComparable<ContentHash>
{
    /// <summary>Hash of <paramref name="content"/>.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        UInt128 hash = XxHash128.HashToUInt128(content);
        return new ContentHash((ulong)(hash >> 64), (ulong)hash);
    }

    /// <summary>Hash of an ordered pair, for contents made of parts.</summary>
    public ContentHash Combine(ContentHash next)
    {
        Span<byte> both = stackalloc byte[32];
        Write(both);
        next.Write(both[16..]);
        return Of(both);
    }

    /// <summary>Writes 16 bytes, big endian.</summary>
    public void Write(Span<byte> destination)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <inheritdoc/>
    public int CompareTo(ContentHash other)
    {
        int high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
