using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Endpoints;

/// <summary>What of a proxy decides which endpoints of a service it gets, and in what order of preference.</summary>
/// <remarks>Parts that do not count for a service are left at their default in the key of its endpoints, so that proxies share.</remarks>
internal sealed record EndpointClient
{
    /// <summary>Kubernetes cluster, where endpoints of other clusters may be hidden.</summary>
    public ClusterId Cluster { get; init; } = ClusterId.None;

    /// <summary>Network, where endpoints of other networks are behind gateways.</summary>
    public NetworkId Network { get; init; } = NetworkId.None;

    /// <summary>Address families, of which gateways to other networks must be.</summary>
    public AddressFamilies Families { get; init; }

    /// <summary>Networks it asks for; empty: all.</summary>
    public ValueArray<string> NetworkView { get; init; }

    /// <summary>Where it is, if locality counts.</summary>
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>Its labels that failover priorities compare; <c>null</c> if none do.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>Its node, if the service stays on a node.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>A sidecar: has no HBONE to other networks.</summary>
    public bool IsSidecar { get; init; } = true;

    /// <summary>May send HBONE to endpoints that take it.</summary>
    public bool SendsHbone { get; init; } = true;

    /// <summary>Projects a proxy, with everything that may count.</summary>
    public static EndpointClient Of(ProxyIdentity proxy, ProxyWorkload workload) => new()
    {
        Cluster = new ClusterId(proxy.Metadata.ClusterId),
        Network = workload.Network,
        Families = proxy.Families,
        NetworkView = proxy.Metadata.RequestedNetworkView,
        Locality = workload.Locality,
        IsSidecar = proxy.Kind == ProxyKind.Sidecar,
        SendsHbone = !proxy.Metadata.DisablesHboneSend
            && !string.Equals(proxy.Metadata.Generator, "grpc", StringComparison.Ordinal),
    };

    /// <summary>Whether it is in a network, or one of the two does not say.</summary>
    public bool IsIn(NetworkId network) => Network.IsNone || network.IsNone || Network == network;
}
