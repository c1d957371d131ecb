using Istiod.Resources;

namespace Istiod.Envoy.Clusters;

/// <summary>A built cluster.</summary>
/// <param name="Resource">Its bytes.</param>
/// <param name="UsesEds">Whether the proxy will ask for its endpoints.</param>
internal sealed record ClusterFragment(XdsResource Resource, bool UsesEds)
{
    public bool Equals(ClusterFragment? other) =>
        other is not null && other.UsesEds == UsesEds && other.Resource.Version == Resource.Version;

    public override int GetHashCode() => Resource.Version.GetHashCode();
}
