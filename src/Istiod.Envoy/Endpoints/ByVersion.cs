using Istiod.Resources;

namespace Istiod.Envoy.Endpoints;

/// <summary>Resources are equal if their names and versions are.</summary>
internal sealed class ByVersion : IEqualityComparer<XdsResource?>
{
    public static readonly ByVersion Instance = new();

    public bool Equals(XdsResource? x, XdsResource? y) =>
        ReferenceEquals(x, y)
        || (x is not null
            && y is not null
            && x.Version == y.Version
            && string.Equals(x.Name, y.Name, StringComparison.Ordinal));

    public int GetHashCode(XdsResource? obj) => obj?.Version.GetHashCode() ?? 0;
}
