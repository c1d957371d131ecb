using Istiod.Config.Validation;
using Istiod.Diagnostics.Metrics;

namespace Istiod.Webhooks.Validation;

/// <summary>What validation counts; names and meanings are the reference's.</summary>
/// <remarks>istiod: pkg/webhooks/validation/server/monitoring.go. Dry runs count only if they pass.</remarks>
public sealed class ValidationMetrics
{
    private readonly Counter _passed;
    private readonly Counter _failed;
    private readonly Counter _httpErrors;

    /// <summary>Registers them.</summary>
    public ValidationMetrics(MetricRegistry registry)
    {
        _passed = registry.Counter("galley_validation_passed", "Resource is valid", "group", "resource", "version");
        _failed = registry.Counter("galley_validation_failed", "Resource validation failed", "group", "reason", "resource", "version");
        _httpErrors = registry.Counter("galley_validation_http_error", "Resource validation http serve errors", "status");
    }

    /// <summary>A call was answered with an HTTP error.</summary>
    public void HttpError(int status) =>
        _httpErrors.With(status.ToString(System.Globalization.CultureInfo.InvariantCulture)).Increment();

    /// <summary>An object was looked at.</summary>
    public void Judged(ValidationRequest request, ObjectVerdict verdict)
    {
        if (verdict.IsAllowed)
        {
            _passed.With(request.Group, request.Resource, request.Version).Increment();
        }
        else
        {
            Failed(request, verdict.Step switch
            {
                ObjectStep.Decode => "yaml_decode_error",
                ObjectStep.Kind => "unknown_type",
                ObjectStep.Spec => "crd_conversion_error",
                _ => "invalid_resource",
            });
        }
    }

    /// <summary>A review asked about something that is not validated.</summary>
    public void Unsupported(ValidationRequest request) => Failed(request, "unsupported_operation");

    private void Failed(ValidationRequest request, string reason)
    {
        if (!request.IsDryRun)
        {
            _failed.With(request.Group, reason, request.Resource, request.Version).Increment();
        }
    }
}
