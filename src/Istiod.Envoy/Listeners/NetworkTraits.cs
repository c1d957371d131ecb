using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners;

/// <summary>What the layer 4 part of a listener depends on beside its own description; the same for most proxies of a mesh.</summary>
/// <param name="Class">Side.</param>
/// <param name="IdleTimeout"><c>IDLE_TIMEOUT</c> of the metadata, Go duration text.</param>
/// <param name="HasExactBalance">Connections are balanced exactly over worker threads.</param>
/// <param name="EgressCluster">Where unknown destinations go.</param>
/// <param name="Telemetry">Telemetry of the direction.</param>
/// <param name="Extensions">Extensions of network filter chains.</param>
internal sealed record NetworkTraits(
    ListenerClass Class,
    string IdleTimeout,
    bool HasExactBalance,
    string EgressCluster,
    DirectionTelemetry Telemetry,
    ValueArray<TrafficExtensionConfig> Extensions);
