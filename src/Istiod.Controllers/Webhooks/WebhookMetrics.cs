using Istiod.Diagnostics.Metrics;

namespace Istiod.Controllers.Webhooks;

/// <summary>What patching of webhook configurations is counted as, under the reference's names.</summary>
public sealed class WebhookMetrics
{
    private readonly Counter _attempts;
    private readonly Counter _retries;
    private readonly Counter _failures;
    private readonly Counter _updates;
    private readonly Counter _updateErrors;

    /// <summary>Defines the metrics.</summary>
    public WebhookMetrics(MetricRegistry registry)
    {
        _attempts = registry.Counter("webhook_patch_attempts_total", "Webhook patching attempts", "name");
        _retries = registry.Counter("webhook_patch_retries_total", "Webhook patching retries", "name");
        _failures = registry.Counter("webhook_patch_failures_total", "Webhook patching total failures", "name", "reason");
        _updates = registry.Counter("galley_validation_config_updates", "k8s webhook configuration updates");
        _updateErrors = registry.Counter("galley_validation_config_update_error", "k8s webhook configuration update error", "reason");
    }

    internal void PatchAttempted(string webhookName) => _attempts.With(webhookName).Increment();

    internal void PatchRetried(string name) => _retries.With(name).Increment();

    internal void PatchFailed(string name, string reason) => _failures.With(name, reason).Increment();

    internal void ValidationUpdated() => _updates.Increment();

    internal void ValidationUpdateFailed(string reason) => _updateErrors.With(reason).Increment();
}
