using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>What we read of a Service's spec, and its load balancer addresses. Fields an API server would fill may be empty.</summary>
public sealed record ServiceSpec
{
    /// <summary>ClusterIP, NodePort, LoadBalancer or ExternalName; empty means ClusterIP.</summary>
    public string Type { get; init; } = "";

    /// <summary><c>None</c> for headless services; may be empty.</summary>
    public string ClusterIP { get; init; } = "";

    /// <summary>All cluster addresses, the first equal to <see cref="ClusterIP"/>.</summary>
    public ValueArray<string> ClusterIPs { get; init; }

    /// <summary>Ports, in the order of the object.</summary>
    public ValueArray<ServicePort> Ports { get; init; }

    /// <summary>Labels of the pods behind it; empty selects none.</summary>
    public LabelSet Selector { get; init; } = LabelSet.Empty;

    /// <summary>DNS name of an ExternalName service.</summary>
    public string ExternalName { get; init; } = "";

    /// <summary>Further addresses that nodes accept traffic for.</summary>
    public ValueArray<string> ExternalIPs { get; init; }

    /// <summary>IPv4, IPv6, in order of preference.</summary>
    public ValueArray<string> IPFamilies { get; init; }

    /// <summary>SingleStack, PreferDualStack, RequireDualStack.</summary>
    public string IPFamilyPolicy { get; init; } = "";

    /// <summary>None or ClientIP.</summary>
    public string SessionAffinity { get; init; } = "";

    /// <summary>Cluster or Local.</summary>
    public string InternalTrafficPolicy { get; init; } = "";

    /// <summary>Cluster or Local.</summary>
    public string ExternalTrafficPolicy { get; init; } = "";

    /// <summary>PreferClose, PreferSameZone, PreferSameNode, or empty.</summary>
    public string TrafficDistribution { get; init; } = "";

    /// <summary>Whether endpoints that are not ready count.</summary>
    public bool PublishNotReadyAddresses { get; init; }

    /// <summary>Wanted address of the load balancer.</summary>
    public string LoadBalancerIP { get; init; } = "";

    /// <summary>Addresses that the load balancer has (status).</summary>
    public ValueArray<LoadBalancerIngress> LoadBalancerIngress { get; init; }
}
