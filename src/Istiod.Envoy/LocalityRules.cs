using Istiod.Model;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy;

/// <summary>How locality counts among the endpoints of a service.</summary>
/// <param name="Setting">The setting in force; <c>null</c>: locality does not count.</param>
/// <param name="ForcesFailover">Priorities are made even without outlier detection (trafficDistribution).</param>
/// <remarks>istiod: networking/core/loadbalancer/loadbalancer.go:GetLocalityLbSetting.</remarks>
internal readonly record struct LocalityRules(LocalityLoadBalancerSetting? Setting, bool ForcesFailover)
{
    private static readonly LocalityLoadBalancerSetting SameZone = Prefer(
        "topology.istio.io/network", "topology.kubernetes.io/region", "topology.kubernetes.io/zone");

    private static readonly LocalityLoadBalancerSetting SameNode = Prefer(
        "topology.istio.io/network",
        "topology.kubernetes.io/region",
        "topology.kubernetes.io/zone",
        "topology.istio.io/subzone",
        "kubernetes.io/hostname");

    /// <summary>The rule's setting, else the service's preference, else the mesh's setting.</summary>
    public static LocalityRules For(LoadBalancerSettings? settings, MeshService service, MeshConfig mesh)
    {
        if (settings?.LocalityLbSetting is { } own)
        {
            return new LocalityRules(own.Enabled == false ? null : own, false);
        }

        switch (service.TrafficDistribution)
        {
            case TrafficDistribution.PreferSameZone:
                return new LocalityRules(SameZone, true);
            case TrafficDistribution.PreferSameNode:
                return new LocalityRules(SameNode, true);
            default:
                LocalityLoadBalancerSetting? meshWide = mesh.LocalityLbSetting;
                return new LocalityRules(meshWide?.Enabled == false ? null : meshWide, false);
        }
    }

    /// <summary>Whether the cluster must weigh localities.</summary>
    /// <remarks>istiod: networking/core/cluster_traffic_policy.go:applyLocalityLoadBalancer.</remarks>
    public bool UsesWeights(MeshFeatures features, bool detectsOutliers) =>
        features.EnableLocalityWeightedLbConfig
        || ((ForcesFailover || detectsOutliers) && Setting is { } s && (s.Failover.Count > 0 || s.FailoverPriority.Count > 0))
        || Setting?.Distribute.Count > 0;

    private static LocalityLoadBalancerSetting Prefer(params ReadOnlySpan<string> labels)
    {
        LocalityLoadBalancerSetting setting = new() { Enabled = true };
        foreach (string label in labels)
        {
            setting.FailoverPriority.Add(label);
        }

        return setting;
    }
}
