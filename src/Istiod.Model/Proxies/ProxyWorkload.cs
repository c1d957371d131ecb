using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>What the mesh knows of a proxy's own workload. Compares by value.</summary>
/// <remarks>istiod: pilot/pkg/model/context.go:SetWorkloadLabels, SetServiceTargets; xds/ads.go:computeProxyState, initializeProxy.</remarks>
public sealed record ProxyWorkload
{
    /// <summary>
    /// The pod's labels (over <c>STATIC_LABELS</c>); if there is no pod, those of a WorkloadEntry of a ServiceEntry, else those
    /// of the metadata. Labels of the topology (region, zone, subzone, node, cluster, network) are put in.
    /// </summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Where it runs: what the registry's labels say, else what the proxy said.</summary>
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>Network as the proxy said; empty if it did not.</summary>
    public NetworkId Network { get; init; }

    /// <summary>Node as the proxy said; empty if it did not.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Service ports it serves: by creation of the service, then hostname, then in port order.</summary>
    public ValueArray<ServiceTarget> Targets { get; init; }
}
