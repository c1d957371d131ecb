using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>A service port that wants a place in an outbound listener.</summary>
/// <param name="Service">The service, with the ports that are in scope.</param>
/// <param name="Port">Port that is listened on: the service's, or the one that a Sidecar names.</param>
/// <param name="Binds">Addresses; empty: chosen by service and protocol.</param>
/// <param name="BindsToPort">The listener binds to a real port.</param>
/// <param name="VirtualServices">Virtual services that may apply.</param>
internal sealed record OutboundOffer(
    MeshService Service,
    ServicePort Port,
    ValueArray<string> Binds,
    bool BindsToPort,
    ValueArray<VirtualServiceConfig> VirtualServices)
{
    /// <summary>First address; empty if none is chosen.</summary>
    public string PrimaryBind => Binds.IsEmpty ? "" : Binds[0];
}
