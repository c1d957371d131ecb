using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Model;

/// <summary>One egress listener of a scope.</summary>
/// <param name="Spec">The Sidecar's egress listener; <c>null</c> for the catch-all of a scope without a Sidecar.</param>
/// <param name="Services">What it reaches, in order of creation as the reference sorts services.</param>
/// <param name="VirtualServices">Virtual services of the mesh gateway that apply to it, oldest first.</param>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:IstioEgressListenerWrapper.</remarks>
public sealed record EgressListener(
    IstioEgressListener? Spec,
    ValueArray<ScopedService> Services,
    ValueArray<VirtualServiceConfig> VirtualServices);
