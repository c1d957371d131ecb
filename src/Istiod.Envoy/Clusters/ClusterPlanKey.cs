using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Clusters;

/// <summary>Asks for a plan.</summary>
/// <param name="Scope">What the proxy reaches.</param>
/// <param name="Traits">What it is.</param>
/// <param name="SelectorLabels">Its labels if destination rules of its namespace select workloads, else <c>null</c>.</param>
/// <param name="Client">Known if a first plan said that clusters carry endpoints.</param>
/// <param name="Gateway">What the merged gateway of a router adds and leaves out; <c>null</c>: nothing.</param>
internal sealed record ClusterPlanKey(
    ScopeKey Scope, ClusterTraits Traits, LabelSet? SelectorLabels, DnsClient? Client, GatewayClusters? Gateway = null);
