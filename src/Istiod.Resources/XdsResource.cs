using System.Text;
using Istiod.Primitives;

namespace Istiod.Resources;

/// <summary>One named xDS resource: immutable bytes in shared segments, and a hash that is its version.</summary>
/// <remarks>
/// The message is the concatenation of the segments: by protobuf rules a message cut between fields is whole again when
/// its pieces are put together. Segments are shared between resources and never pooled or changed.
/// </remarks>
public sealed class XdsResource
{
    private readonly byte[][] _segments;

    internal XdsResource(string name, ContentHash version, byte[][] segments)
    {
        Name = name;
        NameLength = Encoding.UTF8.GetByteCount(name);
        Version = version;
        _segments = segments;
        int length = 0;
        foreach (byte[] segment in segments)
        {
            length = checked(length + segment.Length);
        }

        Length = length;
    }

    /// <summary>Name within its type; empty for the one name table.</summary>
    public string Name { get; }

    /// <summary>Bytes of <see cref="Name"/> in UTF-8.</summary>
    public int NameLength { get; }

    /// <summary>Equal versions of one name mean equal bytes (and, for endpoints, an equal cluster).</summary>
    public ContentHash Version { get; }

    /// <summary>Bytes of the whole message.</summary>
    public int Length { get; }

    /// <summary>The pieces of the message, in order. Never write into them.</summary>
    public ReadOnlySpan<byte[]> Segments => _segments;

    /// <summary>The message in one new array; for rendering and tests, not for the hot path.</summary>
    public byte[] ToArray()
    {
        byte[] whole = new byte[Length];
        int at = 0;
        foreach (byte[] segment in _segments)
        {
            segment.CopyTo(whole.AsSpan(at));
            at += segment.Length;
        }

        return whole;
    }

    /// <summary>The same bytes under a version that also covers <paramref name="companion"/>.</summary>
    /// <remarks>Endpoints cover their cluster: a cluster that changed warms again and must get them again.</remarks>
    public XdsResource Covering(ContentHash companion) => new(Name, Version.Combine(companion), _segments);
}
