using System.Text;

namespace Istiod.Primitives;

/// <summary>A DNS name or a wildcard (<c>*</c>, <c>*.example.com</c>, <c>*-suffix</c>), as hosts of services and routes.</summary>
/// <remarks>istiod: pkg/config/host/name.go:Name.</remarks>
public readonly record struct Hostname(string Value) : IComparable<Hostname>
{
    /// <summary>Matches every name.</summary>
    public static readonly Hostname Any = new("*");

    /// <summary>Whether the first character is <c>*</c>.</summary>
    public bool IsWildcard => Value is { Length: > 0 } && Value[0] == '*';

    /// <summary>Whether one of the two covers the other: both may be wildcards.</summary>
    public bool Matches(Hostname other)
    {
        bool thisWild = IsWildcard;
        bool otherWild = other.IsWildcard;
        if (thisWild)
        {
            if (otherWild)
            {
                // The longer suffix is the narrower set.
                return Value.Length < other.Value.Length
                    ? other.Value.AsSpan(1).EndsWith(Value.AsSpan(1), StringComparison.Ordinal)
                    : Value.AsSpan(1).EndsWith(other.Value.AsSpan(1), StringComparison.Ordinal);
            }

            return Value.Length == 1 || other.Value.EndsWith(Value[1..], StringComparison.Ordinal);
        }

        return otherWild
            ? other.Value.Length == 1 || Value.AsSpan().EndsWith(other.Value.AsSpan(1), StringComparison.Ordinal)
            : string.Equals(Value, other.Value, StringComparison.Ordinal);
    }

    /// <summary>Whether every name that this one stands for is among those of <paramref name="other"/>.</summary>
    public bool IsSubsetOf(Hostname other)
    {
        if (IsWildcard)
        {
            return other.IsWildcard
                && Value.Length >= other.Value.Length
                && Value.AsSpan(1).EndsWith(other.Value.AsSpan(1), StringComparison.Ordinal);
        }

        return other.IsWildcard
            ? Value.AsSpan().EndsWith(other.Value.AsSpan(1), StringComparison.Ordinal)
            : string.Equals(Value, other.Value, StringComparison.Ordinal);
    }

    /// <summary>Order of specificity: exact names before wildcards, longer before shorter (in UTF-8 bytes), then ordinal.</summary>
    /// <remarks>istiod: pkg/config/host/names.go:Names.</remarks>
    public static int CompareBySpecificity(Hostname left, Hostname right)
    {
        if (left.IsWildcard != right.IsWildcard)
        {
            return left.IsWildcard ? 1 : -1;
        }

        int order = Encoding.UTF8.GetByteCount(right.Value ?? "").CompareTo(Encoding.UTF8.GetByteCount(left.Value ?? ""));
        return order != 0 ? order : string.CompareOrdinal(left.Value, right.Value);
    }

    /// <summary>Ordinal order of the text (not specificity).</summary>
    public int CompareTo(Hostname other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
