using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;

namespace Istiod.Envoy.Filters.Network;

/// <summary>Where a TCP proxy sends connections, and how.</summary>
internal sealed record TcpTarget
{
    /// <summary>Prefix of its statistics.</summary>
    public required string StatPrefix { get; init; }

    /// <summary>The cluster, or the first of the weighted ones.</summary>
    public required string Cluster { get; init; }

    /// <summary>Clusters by weight; empty if there is one only.</summary>
    public ValueArray<WeightedCluster> Weighted { get; init; }

    /// <summary>Idle timeout; <c>null</c>: the proxy's own, if it has one.</summary>
    public Duration? IdleTimeout { get; init; }

    /// <summary>Longest life of a connection.</summary>
    public Duration? MaxConnectionDuration { get; init; }

    /// <summary>The endpoint is chosen by the client's address.</summary>
    public bool HashesSourceAddress { get; init; }

    /// <summary><c>host:port</c> that a CONNECT tunnel is asked for; empty: no tunnel.</summary>
    public string TunnelTo { get; init; } = "";

    /// <summary>The tunnel is asked for with POST.</summary>
    public bool TunnelUsesPost { get; init; }

    /// <summary>Protocol of the port: some have filters of their own.</summary>
    public Protocol Protocol { get; init; }

    /// <summary>DNS cache for a wildcard host that is resolved by SNI; empty if it is not.</summary>
    public string SniCache { get; init; } = "";

    /// <summary>Port that the resolved host is called on.</summary>
    public int SniPort { get; init; }
}

/// <summary>A cluster and its weight.</summary>
internal readonly record struct WeightedCluster(string Name, uint Weight);
