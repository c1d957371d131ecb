namespace Istiod.Model;

/// <summary>Preference for close endpoints.</summary>
/// <remarks>istiod: pilot/pkg/model/service.go:TrafficDistribution (spec.trafficDistribution, networking.istio.io/traffic-distribution).</remarks>
public enum TrafficDistribution
{
    /// <summary>No preference.</summary>
    Any,

    /// <summary>Same zone first.</summary>
    PreferClose,

    /// <summary>Same node first.</summary>
    PreferSameNode,

    /// <summary>Same zone first (Kubernetes' newer name).</summary>
    PreferSameZone,
}
