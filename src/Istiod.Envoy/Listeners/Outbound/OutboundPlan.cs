using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>All outbound listeners of a scope.</summary>
/// <param name="Listeners">In the order in which they were made; names are unique.</param>
/// <param name="DependsOnLabels">Some rule looks at labels of the workload: ask again with them.</param>
/// <param name="PodAddresses">
/// Addresses with a listener for a headless endpoint, sorted: a proxy that has one of them asks again with its own address.
/// </param>
/// <param name="EgressCluster">Where unknown destinations go.</param>
internal sealed record OutboundPlan(
    ValueArray<Hashed<ListenerPlan>> Listeners,
    bool DependsOnLabels,
    ValueArray<string> PodAddresses,
    string EgressCluster)
{
    /// <summary>Whether the plan may be another for a proxy with this address.</summary>
    public bool DependsOnAddress(string address) => PodAddresses.Span.BinarySearch(address, StringComparer.Ordinal) >= 0;
}

/// <summary>Asks for the outbound listeners of proxies that share a scope.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Traits">What counts of the proxy itself.</param>
/// <param name="Labels">Labels of the workload; <c>null</c>: not known to matter.</param>
/// <param name="OwnAddress">First address of the proxy; empty: not known to matter.</param>
internal sealed record OutboundQuery(ScopeKey Scope, PlacementTraits Traits, LabelSet? Labels, string OwnAddress);
