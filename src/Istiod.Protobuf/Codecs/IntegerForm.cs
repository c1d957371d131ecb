namespace Istiod.Protobuf.Codecs;

/// <summary>How a signed integer goes on the wire.</summary>
internal enum IntegerForm
{
    /// <summary>Sign-extended varint.</summary>
    Varint,

    /// <summary>Zigzag varint.</summary>
    ZigZag,

    /// <summary>Little-endian, full width.</summary>
    Fixed,
}
