using Istiod.Diagnostics.Metrics;

namespace Istiod.Webhooks.Admission;

/// <summary>What injection counts; names and meanings are the reference's.</summary>
/// <remarks>istiod: pkg/kube/inject/monitoring.go.</remarks>
public sealed class InjectionMetrics
{
    /// <summary>Registers them.</summary>
    public InjectionMetrics(MetricRegistry registry)
    {
        Requests = registry.Counter("sidecar_injection_requests_total", "Total number of sidecar injection requests.");
        Successes = registry.Counter("sidecar_injection_success_total", "Total number of successful sidecar injection requests.");
        Failures = registry.Counter("sidecar_injection_failure_total", "Total number of failed sidecar injection requests.");
        Skips = registry.Counter("sidecar_injection_skip_total", "Total number of skipped sidecar injection requests.");
        Time = registry.Histogram("sidecar_injection_time_seconds", "Total time taken for injection in seconds.", [0.1, 1, 3, 5, 10, 20, 30, 60]);
    }

    /// <summary>Calls.</summary>
    public Counter Requests { get; }

    /// <summary>Calls that got a review back, refusals too.</summary>
    public Counter Successes { get; }

    /// <summary>Calls that were not right, and pods that were refused.</summary>
    public Counter Failures { get; }

    /// <summary>Pods that no rule wants injected.</summary>
    public Counter Skips { get; }

    /// <summary>How long a call took.</summary>
    public Histogram Time { get; }
}
