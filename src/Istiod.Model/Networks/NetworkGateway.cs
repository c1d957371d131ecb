using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>A gateway through which endpoints of a network are reached from other networks.</summary>
/// <param name="Network">The network behind it.</param>
/// <param name="Cluster">Kubernetes cluster that reports it; empty if mesh networks name its address.</param>
/// <param name="Address">IP address, or a DNS name that is not resolved yet.</param>
/// <param name="Port">Port that passes mutual TLS through; 0 if there is none.</param>
/// <param name="HbonePort">HBONE port; 0 if there is none.</param>
/// <param name="ServiceAccount">Service account of a Gateway resource's pods; default if unknown.</param>
/// <remarks>istiod: pilot/pkg/model/network.go:NetworkGateway.</remarks>
public sealed record NetworkGateway(
    NetworkId Network,
    ClusterId Cluster,
    string Address,
    int Port,
    int HbonePort,
    NamespacedName ServiceAccount = default);
