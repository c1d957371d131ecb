using Istiod.Primitives;
using Istiod.Protobuf;

namespace Istiod.Resources;

/// <summary>A proxy's description of itself, as its first request carries it.</summary>
/// <param name="Id"><c>type~ip~name.namespace~domain</c>, not yet checked.</param>
/// <param name="Cluster">The proxy's service cluster.</param>
/// <param name="Metadata">All metadata, or <c>null</c>.</param>
/// <param name="Region">Locality, each part possibly empty.</param>
/// <param name="Zone">See <paramref name="Region"/>.</param>
/// <param name="SubZone">See <paramref name="Region"/>.</param>
public sealed record ProxyNode(string Id, string Cluster, Struct? Metadata, string Region, string Zone, string SubZone)
{
    /// <summary>Who the peer has proven to be; <c>null</c> on a plaintext stream. Never taken from what the node says.</summary>
    public WorkloadAccount? Verified { get; init; }
}
