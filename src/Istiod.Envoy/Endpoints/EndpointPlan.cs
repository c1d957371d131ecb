using Istiod.Envoy.Clusters;
using Istiod.Primitives;

namespace Istiod.Envoy.Endpoints;

/// <summary>Whose endpoints a proxy may ask for: keys, no content. Equal plans share one view.</summary>
internal sealed class EndpointPlan : IEquatable<EndpointPlan>
{
    private readonly int _hash;

    public EndpointPlan(ValueArray<EndpointPlanEntry> entries, bool comparesLabels, bool staysOnNodes)
    {
        Entries = entries;
        ComparesLabels = comparesLabels;
        StaysOnNodes = staysOnNodes;
        _hash = entries.GetHashCode();
    }

    /// <summary>A cluster and its endpoints each, in the order of the clusters.</summary>
    public ValueArray<EndpointPlanEntry> Entries { get; }

    /// <summary>Some service compares the client's labels, so a plan with them must be asked for.</summary>
    public bool ComparesLabels { get; }

    /// <summary>Some service stays on the client's node, so a plan with it must be asked for.</summary>
    public bool StaysOnNodes { get; }

    public bool Equals(EndpointPlan? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && other._hash == _hash
            && other.ComparesLabels == ComparesLabels
            && other.StaysOnNodes == StaysOnNodes
            && other.Entries.Equals(Entries));

    public override bool Equals(object? obj) => Equals(obj as EndpointPlan);

    public override int GetHashCode() => _hash;
}

/// <summary>A cluster and the key of its endpoints.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Assignment">Its endpoints.</param>
/// <param name="IsProxyless">The client is a gRPC library: it asks for endpoints of all services.</param>
internal readonly record struct EndpointPlanEntry(ClusterKey Cluster, AssignmentKey Assignment, bool IsProxyless);
