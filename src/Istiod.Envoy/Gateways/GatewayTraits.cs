using Istiod.Envoy.Listeners;
using Istiod.Envoy.Listeners.Inbound;
using Istiod.Envoy.Listeners.Outbound;
using Istiod.Model;

namespace Istiod.Envoy.Gateways;

/// <summary>What of a gateway proxy decides the content of its listeners, beside its merged gateway.</summary>
internal sealed record GatewayTraits
{
    /// <summary>Its scope, and what finds the destination rules that apply to it.</summary>
    public required OutboundQuery Outbound { get; init; }

    /// <summary>Traits of HTTP connection managers; holds the policies that guard what passes through.</summary>
    public required HttpTraits Http { get; init; }

    /// <summary>Certificates of the metadata.</summary>
    public ServerCertificates Certificates { get; init; }

    /// <summary>Connections are balanced exactly over worker threads.</summary>
    public bool HasExactBalance { get; init; }

    /// <summary>It cannot bind to low ports.</summary>
    public bool IsUnprivileged => Outbound.Traits.IsUnprivileged;

    /// <summary>Telemetry of what passes through.</summary>
    public DirectionTelemetry Telemetry => Http.Telemetry.Client;
}
