using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using TelemetrySpec = Istiod.Protos.Istio.Telemetry.V1Alpha1.Telemetry;
using TracingSpec = Istiod.Protos.Istio.Telemetry.V1Alpha1.Tracing;

namespace Istiod.Compiler.Telemetry;

/// <summary>Merges tracing: what a narrower level says replaces what a wider one says, setting by setting.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry.go:Tracing.</remarks>
internal static class TracingMerge
{
    /// <summary>The settings of one direction; <c>null</c> if neither a Telemetry nor a default provider says anything.</summary>
    public static TracingSettings? Merge(MeshConfig mesh, List<TelemetrySpec> levels, WorkloadMode mode)
    {
        TracingSettings? merged = null;
        if (mesh.DefaultProviders is { } defaults && defaults.Tracing.Count > 0)
        {
            merged = new TracingSettings { Provider = Providers.Find(mesh, defaults.Tracing[0]) };
        }

        foreach (TelemetrySpec level in levels)
        {
            foreach (TracingSpec tracing in level.Tracing)
            {
                merged ??= new TracingSettings();
                if (tracing.Match is not { } match || match.Mode == WorkloadMode.ClientAndServer || match.Mode == mode)
                {
                    merged = Apply(mesh, merged, tracing);
                }
            }
        }

        return merged is { Provider: null } ? merged with { IsDisabled = true } : merged;
    }

    private static TracingSettings Apply(MeshConfig mesh, TracingSettings merged, TracingSpec tracing) => merged with
    {
        Provider = tracing.Providers.Count > 0 ? Providers.Find(mesh, tracing.Providers[0].Name) : merged.Provider,
        IsDisabled = tracing.DisableSpanReporting ?? merged.IsDisabled,
        CustomTags = tracing.CustomTags.Count > 0 ? Tags(tracing) : merged.CustomTags,
        RandomSamplingPercentage = tracing.RandomSamplingPercentage ?? merged.RandomSamplingPercentage,
        UsesRequestIdForSampling = tracing.UseRequestIdForTraceSampling ?? merged.UsesRequestIdForSampling,
        HasIstioTags = tracing.EnableIstioTags ?? merged.HasIstioTags,
        DisablesContextPropagation = tracing.DisableContextPropagation ?? merged.DisablesContextPropagation,
    };

    private static ValueArray<TracingTag> Tags(TracingSpec tracing)
    {
        List<TracingTag> tags = [];
        foreach ((string name, TracingSpec.Types.CustomTag tag) in tracing.CustomTags)
        {
            tags.Add(new TracingTag(name, tag));
        }

        tags.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return ValueArray.From(tags);
    }
}
