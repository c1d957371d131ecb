namespace Istiod.Model;

/// <summary>First part of a node id.</summary>
public enum ProxyKind
{
    /// <summary>Beside a workload.</summary>
    Sidecar,

    /// <summary>Gateway.</summary>
    Router,

    /// <summary>Ambient layer 7 proxy.</summary>
    Waypoint,

    /// <summary>Ambient node proxy.</summary>
    Ztunnel,

    /// <summary>agentgateway.</summary>
    AgentGateway,
}
