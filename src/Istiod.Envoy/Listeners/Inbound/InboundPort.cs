using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Protocol = Istiod.Model.Protocol;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>A port of the workload that gets filter chains.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener_inbound.go:inboundChainConfig.</remarks>
internal sealed record InboundPort
{
    /// <summary>The cluster behind it.</summary>
    public required string Cluster { get; init; }

    /// <summary>Port of the workload; 0: every port.</summary>
    public int TargetPort { get; init; }

    /// <summary>Port of the service.</summary>
    public int Port { get; init; }

    /// <summary>Name of the service's port.</summary>
    public string PortName { get; init; } = "";

    /// <summary>Protocol of the port.</summary>
    public Protocol Protocol { get; init; }

    /// <summary>Host that telemetry gets to see.</summary>
    public string Host { get; init; } = "";

    /// <summary>The Kubernetes service; <c>null</c> if it is none.</summary>
    public MeshService? KubernetesService { get; init; }

    /// <summary>Addresses; the first is part of its name.</summary>
    public ValueArray<string> Binds { get; init; }

    /// <summary>It has a listener of its own that binds to the port.</summary>
    public bool BindsToPort { get; init; }

    /// <summary>It takes what no other port does.</summary>
    public bool IsPassthrough { get; init; }

    /// <summary>Requests come through an HBONE tunnel.</summary>
    public bool IsHbone { get; init; }

    /// <summary>The user's own TLS; <c>null</c> if there is none.</summary>
    public ServerTLSSettings? OwnTls { get; init; }

    /// <summary>The Sidecar that made it, if one did.</summary>
    public NamespacedName? Sidecar { get; init; }

    /// <summary>Name of its listener and chains.</summary>
    public string Name => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(Binds.IsEmpty ? "" : Binds[0])}_{TargetPort}");

    /// <summary>Name of a chain.</summary>
    public string ChainName(bool isHttp) => !IsPassthrough ? Name : isHttp ? "virtualInbound-catchall-http" : "virtualInbound";

    /// <summary>Prefix of HTTP statistics.</summary>
    public string HttpStatPrefix => IsPassthrough ? Cluster : "inbound_" + Name;
}
