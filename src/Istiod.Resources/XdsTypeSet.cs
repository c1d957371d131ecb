namespace Istiod.Resources;

/// <summary>A set of <see cref="XdsType"/>, one bit each.</summary>
public readonly record struct XdsTypeSet(uint Bits)
{
    /// <summary>No type.</summary>
    public static readonly XdsTypeSet None;

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>Whether <paramref name="type"/> is in it.</summary>
    public bool Contains(XdsType type) => (Bits & (1u << type.Order)) != 0;

    /// <summary>This set and <paramref name="type"/>.</summary>
    public XdsTypeSet With(XdsType type) => new(Bits | (1u << type.Order));

    /// <summary>This set without <paramref name="type"/>.</summary>
    public XdsTypeSet Without(XdsType type) => new(Bits & ~(1u << type.Order));

    /// <summary>Both sets together.</summary>
    public XdsTypeSet Union(XdsTypeSet other) => new(Bits | other.Bits);
}
