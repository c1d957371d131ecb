using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Clusters;

/// <summary>What decides a sidecar's inbound clusters.</summary>
/// <param name="Scope">Its scope: a Sidecar object may list ingress listeners.</param>
/// <param name="Traits">What it is.</param>
/// <param name="Targets">Service ports that its workload serves.</param>
/// <param name="IsCaptured">Traffic is redirected to it; without, only ingress listeners of a Sidecar count.</param>
/// <param name="Addresses">Its own addresses, only if an ingress listener sends to the pod's address.</param>
internal sealed record InboundPlanKey(
    ScopeKey Scope,
    ClusterTraits Traits,
    ValueArray<ServiceTarget> Targets,
    bool IsCaptured,
    ValueArray<string> Addresses);
