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
