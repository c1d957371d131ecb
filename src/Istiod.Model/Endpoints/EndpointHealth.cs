namespace Istiod.Model;

/// <summary>Readiness of an endpoint. The first four have Envoy's numbers.</summary>
public enum EndpointHealth
{
    /// <summary>Nobody checks it (endpoints of ServiceEntries and WorkloadEntries); takes traffic.</summary>
    Unknown,

    /// <summary>Takes traffic.</summary>
    Healthy,

    /// <summary>Not ready.</summary>
    Unhealthy,

    /// <summary>Going away, still serving those that stick to it.</summary>
    Draining,

    /// <summary>Going away.</summary>
    Terminating,
}
