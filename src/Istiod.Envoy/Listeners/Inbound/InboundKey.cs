using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>What the inbound listeners of a workload depend on.</summary>
internal sealed record InboundKey
{
    /// <summary>Where it can listen.</summary>
    public required PlacementTraits Placement { get; init; }

    /// <summary>Traits of HTTP connection managers, with the policies that guard all requests.</summary>
    public required HttpTraits Http { get; init; }

    /// <summary>Mutual TLS that it asks for.</summary>
    public required InboundMtls Mtls { get; init; }

    /// <summary>Service ports that it serves.</summary>
    public ValueArray<ServiceTarget> Targets { get; init; }

    /// <summary>Its Sidecar, if that lists inbound ports; else <c>null</c>.</summary>
    public Sidecar? Sidecar { get; init; }

    /// <summary>Name of the Sidecar.</summary>
    public NamespacedName SidecarName { get; init; }

    /// <summary>Address that ports of the Sidecar bind to if it does not say; empty: all addresses.</summary>
    public string UnicastAddress { get; init; } = "";

    /// <summary>Connections are balanced exactly over worker threads.</summary>
    public bool HasExactBalance { get; init; }

    /// <summary>Certificates of the metadata.</summary>
    public ServerCertificates Certificates { get; init; }
}

/// <summary>Certificate files that metadata names for TLS towards clients; empty: the workload's own certificate.</summary>
/// <param name="Chain">Certificate chain.</param>
/// <param name="Key">Key.</param>
/// <param name="Root">Roots for client certificates.</param>
/// <param name="HasFilesServer">A server beside the proxy serves the files.</param>
/// <param name="HasSocket">A server beside the proxy serves credentials.</param>
internal readonly record struct ServerCertificates(string? Chain, string? Key, string? Root, bool HasFilesServer, bool HasSocket);
