namespace Istiod.Envoy.Endpoints;

/// <summary>What a cluster is for, as far as its endpoints differ by it.</summary>
internal enum AssignmentPurpose
{
    /// <summary>Calls of a proxy's own workload, or of a gateway.</summary>
    Outbound,

    /// <summary>Connections that a gateway passes on by SNI: only endpoints that take mutual TLS.</summary>
    Sni,

    /// <summary>Calls that a waypoint takes for a service: through HBONE where endpoints take it.</summary>
    Waypoint,
}
