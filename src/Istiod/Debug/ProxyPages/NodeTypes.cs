using Istiod.Model;

namespace Istiod.Debug.ProxyPages;

/// <summary>Names of node types.</summary>
internal static class NodeTypes
{
    /// <summary>As the first part of a node id has it.</summary>
    public static string NameOf(ProxyKind kind) => kind switch
    {
        ProxyKind.Sidecar => "sidecar",
        ProxyKind.Router => "router",
        ProxyKind.Waypoint => "waypoint",
        ProxyKind.Ztunnel => "ztunnel",
        _ => "agentgateway",
    };
}
