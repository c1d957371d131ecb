namespace Istiod.Primitives;

/// <summary>Authority of a SPIFFE identity, e.g. <c>cluster.local</c>.</summary>
public readonly record struct TrustDomain(string Value)
{
    /// <summary>What a mesh without a setting uses.</summary>
    public static readonly TrustDomain Default = new("cluster.local");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
