using Istiod.Envoy.Listeners.Inbound;
using Istiod.Envoy.Listeners.Outbound;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners;

/// <summary>What the listeners of a sidecar depend on; equal for the replicas of a workload as a rule.</summary>
internal sealed record SidecarKey
{
    /// <summary>Asks for the outbound plan.</summary>
    public required OutboundQuery Outbound { get; init; }

    /// <summary>The inbound side.</summary>
    public required InboundKey Inbound { get; init; }

    /// <summary>Outbound connections are balanced exactly over worker threads.</summary>
    public bool HasExactOutboundBalance { get; init; }

    /// <summary>Port for explicit proxy requests; <c>null</c>: the mesh's.</summary>
    public int? HttpProxyPort { get; init; }

    /// <summary>Traits of outbound layer 4.</summary>
    public NetworkTraits Network(string egressCluster) => new(
        ListenerClass.SidecarOutbound,
        Inbound.Http.IdleTimeout,
        HasExactOutboundBalance,
        egressCluster,
        Inbound.Http.Telemetry.Client,
        OutboundExtensions(ofNetwork: true));

    /// <summary>Traits of outbound HTTP: no policy guards it.</summary>
    public HttpTraits OutboundHttp() =>
        Inbound.Http with { Policies = null, Extensions = OutboundExtensions(ofNetwork: false) };

    private ValueArray<TrafficExtensionConfig> OutboundExtensions(bool ofNetwork)
    {
        if (Inbound.Http.Extensions.IsEmpty)
        {
            return default;
        }

        List<TrafficExtensionConfig> found = [];
        foreach (TrafficExtensionConfig extension in Inbound.Http.Extensions)
        {
            if (extension.Kind == ExtensionKind.NetworkWasm == ofNetwork
                && extension.AppliesTo(ListenerClass.SidecarOutbound.Mode()))
            {
                found.Add(extension);
            }
        }

        return ValueArray.From(found);
    }
}
