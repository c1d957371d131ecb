using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Addresses that a service has in one cluster.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Addresses">IP addresses (or CIDRs of a ServiceEntry), in their order of preference.</param>
public sealed record ClusterAddresses(ClusterId Cluster, ValueArray<string> Addresses);
