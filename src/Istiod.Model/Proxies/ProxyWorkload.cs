using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>What the mesh knows of a proxy's own workload. Compares by value.</summary>
/// <remarks>istiod: pilot/pkg/model/context.go:SetWorkloadLabels, SetServiceTargets; xds/ads.go:computeProxyState, initializeProxy.</remarks>
public sealed record ProxyWorkload
{
    /// <summary>The pod's labels; if there is no pod, those of the metadata.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Where it runs: what the proxy said, else what its node says.</summary>
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>Network: what the proxy said, else what its cluster says.</summary>
    public NetworkId Network { get; init; }

    /// <summary>Node it runs on; empty if unknown.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Service ports it serves: by creation of the service, then hostname, then in port order.</summary>
    public ValueArray<ServiceTarget> Targets { get; init; }
}
