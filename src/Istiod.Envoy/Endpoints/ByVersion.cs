using Istiod.Resources;

namespace Istiod.Envoy.Endpoints;

/// <summary>Resources and views that are equal if their names and versions are.</summary>
internal sealed class ByVersion : IEqualityComparer<XdsResource?>, IEqualityComparer<ResourceView>
{
    public static readonly ByVersion Instance = new();

    public bool Equals(XdsResource? x, XdsResource? y) =>
        ReferenceEquals(x, y)
        || (x is not null
            && y is not null
            && x.Version == y.Version
            && string.Equals(x.Name, y.Name, StringComparison.Ordinal));

    public int GetHashCode(XdsResource? obj) => obj?.Version.GetHashCode() ?? 0;

    public bool Equals(ResourceView? x, ResourceView? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.ContentEquals(y));

    public int GetHashCode(ResourceView obj) => obj.Count;
}
