using Istiod.Diagnostics.Metrics;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>What watches are counted as, under the reference's name.</summary>
public sealed class KubernetesMetrics
{
    private readonly Counter _errors;

    /// <summary>Defines the metrics.</summary>
    public KubernetesMetrics(MetricRegistry registry) =>
        _errors = registry.Counter("controller_sync_errors_total", "Total number of errorMetric syncing controllers.", "cluster");

    /// <summary>A watch failed.</summary>
    public void WatchFailed(ClusterId cluster) => _errors.With(cluster.Value).Increment();
}
