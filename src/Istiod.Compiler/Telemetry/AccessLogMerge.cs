using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using TelemetrySpec = Istiod.Protos.Istio.Telemetry.V1Alpha1.Telemetry;

namespace Istiod.Compiler.Telemetry;

/// <summary>Merges access logging: the innermost level that names providers says which ones log; wider levels only pass on filters.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry.go:mergeLogs, AccessLogging.</remarks>
internal static class AccessLogMerge
{
    private readonly record struct Choice(bool IsDisabled, string? Filter);

    /// <summary>The providers that are configured for one direction, by name; unknown ones are left out.</summary>
    public static ValueArray<AccessLogSettings> Merge(MeshConfig mesh, List<TelemetrySpec> levels, WorkloadMode mode)
    {
        SortedDictionary<string, Choice> choices = new(StringComparer.Ordinal);
        List<string> defaults = mesh.DefaultProviders is { } set ? [.. set.AccessLogging] : [];
        List<TelemetrySpec> logging = levels.FindAll(static level => level.AccessLogging.Count > 0);
        if (logging.Count == 0)
        {
            foreach (string name in defaults)
            {
                choices[name] = default;
            }
        }
        else
        {
            Merge(logging, mode, defaults, choices);
        }

        List<AccessLogSettings> merged = [];
        foreach ((string name, Choice choice) in choices)
        {
            if (Providers.Find(mesh, name) is { } provider)
            {
                merged.Add(new AccessLogSettings(provider, choice.IsDisabled, choice.Filter));
            }
        }

        return ValueArray.From(merged);
    }

    private static void Merge(
        List<TelemetrySpec> levels, WorkloadMode mode, List<string> defaults, SortedDictionary<string, Choice> choices)
    {
        List<string> inScope = defaults;
        Dictionary<string, string?> filters = new(StringComparer.Ordinal);
        foreach (TelemetrySpec level in levels)
        {
            List<string> named = [];
            foreach (AccessLogging logging in level.AccessLogging)
            {
                if (IsFor(logging, mode))
                {
                    foreach (ProviderRef provider in logging.Providers)
                    {
                        named.Add(provider.Name);
                        filters[provider.Name] = logging.Filter?.Expression;
                    }
                }
            }

            inScope = named.Count > 0 ? named : inScope;
        }

        List<string> inherited = defaults;
        foreach (TelemetrySpec level in levels)
        {
            foreach (AccessLogging logging in level.AccessLogging)
            {
                // Entries of the other direction too hand their providers on to those that name none.
                inherited = logging.Providers.Count > 0 ? Providers.Names(logging.Providers) : inherited;
                if (!IsFor(logging, mode))
                {
                    continue;
                }

                foreach (string provider in inherited)
                {
                    if (inScope.Contains(provider))
                    {
                        choices[provider] = logging.Disabled == true
                            ? new Choice(true, null)
                            : new Choice(false, filters.GetValueOrDefault(provider));
                    }
                }
            }
        }
    }

    private static bool IsFor(AccessLogging logging, WorkloadMode mode) =>
        logging.Match is not { } match || match.Mode == WorkloadMode.ClientAndServer || match.Mode == mode;
}
