namespace Istiod.Primitives;

/// <summary>How a <see cref="Quantity"/> is written.</summary>
public enum QuantityFormat
{
    /// <summary>With a suffix for a power of 1000: <c>500m</c>, <c>12M</c>.</summary>
    Decimal,

    /// <summary>With a suffix for a power of 1024: <c>12Mi</c>.</summary>
    Binary,

    /// <summary>With a decimal exponent: <c>12e6</c>.</summary>
    Exponent,
}
