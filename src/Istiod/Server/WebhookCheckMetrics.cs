using Istiod.Diagnostics.Metrics;

namespace Istiod.Server;

/// <summary>What the webhook server's self-check is counted as; a metric of ours, the reference has no such check.</summary>
internal sealed class WebhookCheckMetrics
{
    private readonly CounterSeries _passed;
    private readonly CounterSeries _failed;

    /// <summary>Defines the metrics.</summary>
    public WebhookCheckMetrics(MetricRegistry registry)
    {
        Counter checks = registry.Counter(
            "istiod_webhook_self_checks_total", "Checks of the own webhook server over TLS, by result (passed, failed).", "result");
        _passed = checks.With("passed");
        _failed = checks.With("failed");
    }

    /// <summary>A check is over.</summary>
    public void Checked(bool hasPassed) => (hasPassed ? _passed : _failed).Increment();
}
