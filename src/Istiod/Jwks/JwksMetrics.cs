using Istiod.Diagnostics.Metrics;

namespace Istiod.Jwks;

/// <summary>What key fetches count, under the reference's names.</summary>
/// <remarks>istiod: pilot/pkg/model/jwks_resolver.go.</remarks>
internal sealed class JwksMetrics
{
    /// <summary>Defines the metrics.</summary>
    public JwksMetrics(MetricRegistry registry)
    {
        Fetched = registry.Counter(
            "pilot_jwks_resolver_network_fetch_success_total", "Total number of successfully network fetch by pilot jwks resolver").With();
        Failed = registry.Counter(
            "pilot_jwks_resolver_network_fetch_fail_total", "Total number of failed network fetch by pilot jwks resolver").With();
    }

    /// <summary>Requests that brought an answer.</summary>
    public CounterSeries Fetched { get; }

    /// <summary>Requests that did not.</summary>
    public CounterSeries Failed { get; }
}
