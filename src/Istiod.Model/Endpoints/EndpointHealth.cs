namespace Istiod.Model;

/// <summary>Readiness of an endpoint.</summary>
public enum EndpointHealth
{
    /// <summary>Takes traffic.</summary>
    Healthy,

    /// <summary>Not ready.</summary>
    Unhealthy,

    /// <summary>Going away, still serving.</summary>
    Draining,

    /// <summary>Going away.</summary>
    Terminating,
}
