using Istiod.Primitives;

namespace Istiod.Resources;

/// <summary>Shared immutable bytes and their hash: a whole message, or some of its fields.</summary>
public readonly struct Segment
{
    internal Segment(byte[] bytes, ContentHash hash)
    {
        Bytes = bytes;
        Hash = hash;
    }

    /// <summary>Hash of the bytes.</summary>
    public ContentHash Hash { get; }

    /// <summary>Length in bytes.</summary>
    public int Length => Bytes.Length;

    internal byte[] Bytes { get; }
}
