using Istiod.Protobuf;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using Tag = Istiod.Protos.Istio.Telemetry.V1Alpha1.Tracing.Types.CustomTag;
using TagOverride = Istiod.Protos.Istio.Telemetry.V1Alpha1.MetricsOverrides.Types.TagOverride;

namespace Istiod.Config.Validation;

/// <summary>Rules on telemetry.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateTelemetry, validation_istiod.go.</remarks>
internal static class TelemetryRules
{
    public static ValidationReport Check(ConfigObject item, Telemetry spec)
    {
        Checker check = new(item.ToString());
        SelectorRules.OneOf(check, spec.Selector, spec.TargetRef, spec.HasTargetRefs);
        SelectorRules.Policy(check, spec.Selector);
        SelectorRules.Target(check, spec.TargetRef);
        SelectorRules.TargetList(check, spec.TargetRefs);
        for (int i = 0; i < spec.Metrics.Count; i++)
        {
            using Checker.Scope at = check.In("metrics", i);
            Providers(check, spec.Metrics[i].Providers);
            for (int j = 0; j < spec.Metrics[i].Overrides.Count; j++)
            {
                using Checker.Scope here = check.In("overrides", j);
                Override(check, spec.Metrics[i].Overrides[j]);
            }
        }

        check.Warning("tracing", spec.Tracing.Count > 1 ? "multiple tracing is not currently supported" : null);
        for (int i = 0; i < spec.Tracing.Count; i++)
        {
            using Checker.Scope at = check.In("tracing", i);
            TracingOf(check, spec.Tracing[i]);
        }

        for (int i = 0; i < spec.AccessLogging.Count; i++)
        {
            using Checker.Scope at = check.In("accessLogging", i);
            AccessLogging logging = spec.AccessLogging[i];
            check.Error(
                "filter.expression",
                logging.Filter is { } filter && CelSyntax.Fault(filter.Expression) is { } fault
                    ? $"must be a valid CEL expression, {fault}"
                    : null);
            Providers(check, logging.Providers);
        }

        return check.Finish();
    }

    private static void Providers(Checker check, RepeatedField<ProviderRef> providers)
    {
        foreach (ProviderRef provider in providers)
        {
            if (provider.Name.Length == 0)
            {
                check.Error("providers", "providers.name may not be empty");
                return;
            }
        }
    }

    private static void TracingOf(Checker check, Tracing tracing)
    {
        check.Warning("providers", tracing.Providers.Count > 1 ? "multiple providers is not currently supported" : null);
        Providers(check, tracing.Providers);
        check.Error(
            "randomSamplingPercentage",
            tracing.RandomSamplingPercentage is < 0 or > 100 ? "randomSamplingPercentage must be in range [0.0, 100.0]" : null);
        if (!tracing.HasCustomTags)
        {
            return;
        }

        foreach ((string name, Tag tag) in tracing.CustomTags)
        {
            using Checker.Scope at = check.In("customTags", name);
            check.Error(name.Length == 0 ? "tag name may not be empty" : null);
            check.Error(tag.TypeCase switch
            {
                Tag.TypeOneofCase.Literal when (tag.Literal?.Value ?? "").Length == 0 => "literal tag value may not be empty",
                Tag.TypeOneofCase.Header when (tag.Header?.Name ?? "").Length == 0 => "header tag name may not be empty",
                Tag.TypeOneofCase.Environment when (tag.Environment?.Name ?? "").Length == 0 => "environment tag name may not be empty",
                _ => null,
            });
        }
    }

    private static void Override(Checker check, MetricsOverrides item)
    {
        if (item.HasTagOverrides)
        {
            foreach ((string name, TagOverride tag) in item.TagOverrides)
            {
                using Checker.Scope at = check.In("tagOverrides", name);
                check.Warning(name.Length == 0 ? "tagOverrides.name may not be empty" : null);
                check.Error((tag.Operation, tag.Value.Length) switch
                {
                    (TagOverride.Types.Operation.Upsert, 0) => "tagOverrides.value must be set when operation is UPSERT",
                    (TagOverride.Types.Operation.Remove, > 0) => "tagOverrides.value may only be set when operation is UPSERT",
                    _ => null,
                });
            }
        }

        check.Error(
            "match.customMetric",
            item.Match is { MetricMatchCase: MetricSelector.MetricMatchOneofCase.CustomMetric, CustomMetric.Length: 0 }
                ? "customMetric may not be empty"
                : null);
    }
}
