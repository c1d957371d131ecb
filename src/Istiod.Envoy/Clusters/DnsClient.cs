using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Clusters;

/// <summary>What of a proxy decides the endpoints that a cluster carries in itself.</summary>
/// <param name="Cluster">Its Kubernetes cluster.</param>
/// <param name="Network">Its network.</param>
/// <param name="NetworkView">Networks it asks for; empty: all.</param>
/// <param name="Locality">Where it is.</param>
/// <param name="Labels">Its labels if failover priorities compare them, else <c>null</c>.</param>
/// <param name="Families">Its address families.</param>
internal sealed record DnsClient(
    ClusterId Cluster,
    NetworkId Network,
    ValueArray<string> NetworkView,
    Locality Locality,
    LabelSet? Labels,
    AddressFamilies Families);
