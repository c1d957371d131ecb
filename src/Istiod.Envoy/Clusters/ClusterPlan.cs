using Istiod.Primitives;

namespace Istiod.Envoy.Clusters;

/// <summary>Which outbound clusters a proxy has: keys, no content. Equal plans share one view.</summary>
internal sealed class ClusterPlan : IEquatable<ClusterPlan>
{
    private readonly int _hash;

    public ClusterPlan(ValueArray<ClusterKey> clusters, bool carriesEndpoints, bool comparesLabels)
    {
        Clusters = clusters;
        CarriesEndpoints = carriesEndpoints;
        ComparesLabels = comparesLabels;
        HashCode hash = default;
        foreach (ClusterKey key in clusters)
        {
            hash.Add(key);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The clusters, in the order of services and ports.</summary>
    public ValueArray<ClusterKey> Clusters { get; }

    /// <summary>Some cluster is resolved by DNS, so a plan for a known client must be asked for.</summary>
    public bool CarriesEndpoints { get; }

    /// <summary>Some such cluster compares the client's labels.</summary>
    public bool ComparesLabels { get; }

    public bool Equals(ClusterPlan? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && other._hash == _hash
            && other.CarriesEndpoints == CarriesEndpoints
            && other.ComparesLabels == ComparesLabels
            && other.Clusters.Equals(Clusters));

    public override bool Equals(object? obj) => Equals(obj as ClusterPlan);

    public override int GetHashCode() => _hash;
}
