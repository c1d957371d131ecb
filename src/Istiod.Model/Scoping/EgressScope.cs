using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Model;

/// <summary>What proxies of one scope may reach. Holds keys, not services: a changed port leaves it equal.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:SidecarScope.</remarks>
public sealed record EgressScope
{
    /// <summary>Its own key.</summary>
    public required ScopeKey Key { get; init; }

    /// <summary>The Sidecar that made it; <c>null</c> for the default.</summary>
    public Sidecar? Sidecar { get; init; }

    /// <summary>Egress listeners, in the Sidecar's order.</summary>
    public ValueArray<EgressListener> Listeners { get; init; }

    /// <summary>Everything reachable, once each, in the reference's order.</summary>
    public ValueArray<ScopedService> Services { get; init; }

    /// <summary>What happens to unknown destinations: the Sidecar's, else the mesh's.</summary>
    public OutboundTrafficPolicy? OutboundTrafficPolicy { get; init; }
}
