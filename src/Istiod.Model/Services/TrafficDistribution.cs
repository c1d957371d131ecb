namespace Istiod.Model;

/// <summary>Preference for close endpoints.</summary>
/// <remarks>istiod: pilot/pkg/model/service.go:TrafficDistribution. <c>PreferClose</c> is Kubernetes' older name of the zone.</remarks>
public enum TrafficDistribution
{
    /// <summary>No preference.</summary>
    Any,

    /// <summary>Same zone first.</summary>
    PreferSameZone,

    /// <summary>Same node first.</summary>
    PreferSameNode,
}
