using Istiod.Resources;

namespace Istiod.Envoy;

/// <summary>Views are equal if they hold the same names at the same versions.</summary>
internal sealed class SameView : IEqualityComparer<ResourceView?>
{
    public static readonly SameView Instance = new();

    public bool Equals(ResourceView? x, ResourceView? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.ContentEquals(y));

    public int GetHashCode(ResourceView? obj) => obj?.Count ?? 0;
}
