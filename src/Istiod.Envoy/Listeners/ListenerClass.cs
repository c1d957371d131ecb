using Istiod.Protos.Istio.Type.V1Beta1;

namespace Istiod.Envoy.Listeners;

/// <summary>On which side of a workload a listener stands.</summary>
/// <remarks>istiod: pilot/pkg/networking/networking.go:ListenerClass.</remarks>
internal enum ListenerClass
{
    /// <summary>Requests to a sidecar's own workload.</summary>
    SidecarInbound,

    /// <summary>Requests of a sidecar's own workload.</summary>
    SidecarOutbound,

    /// <summary>Requests through a gateway.</summary>
    Gateway,
}

/// <summary>What sides mean to policies.</summary>
internal static class ListenerClasses
{
    /// <summary>Whether the proxy acts as client or server there.</summary>
    /// <remarks>istiod: pilot/pkg/model/extensions.go:workloadModeForListenerClass.</remarks>
    public static WorkloadMode Mode(this ListenerClass side) =>
        side == ListenerClass.SidecarInbound ? WorkloadMode.Server : WorkloadMode.Client;
}
