using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Telemetry settings that apply to a workload, merged. Compares by value: workloads without own settings share one.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry.go:applicableTelemetries and what is made of it.</remarks>
public sealed record WorkloadTelemetry
{
    /// <summary>As a client (outbound, gateways).</summary>
    public required DirectionTelemetry Client { get; init; }

    /// <summary>As a server (inbound).</summary>
    public required DirectionTelemetry Server { get; init; }
}

/// <summary>Telemetry of one direction.</summary>
public sealed record DirectionTelemetry
{
    /// <summary>Tracing; <c>null</c>: nothing is configured, the mesh's old settings decide.</summary>
    public TracingSettings? Tracing { get; init; }

    /// <summary>
    /// Access logs by provider name. If it is empty, or no provider of it can be resolved, the mesh's old settings decide.
    /// </summary>
    public ValueArray<AccessLogSettings> AccessLogs { get; init; }

    /// <summary>Metrics by provider name; providers with everything disabled are left out.</summary>
    public ValueArray<MetricsSettings> Metrics { get; init; }
}
