using Istiod.Compiler.Policies;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using TelemetrySpec = Istiod.Protos.Istio.Telemetry.V1Alpha1.Telemetry;

namespace Istiod.Compiler.Telemetry;

/// <summary>Telemetry of workloads: the mesh's Telemetry, then the namespace's, then the workload's own, merged.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry.go:applicableTelemetries.</remarks>
internal sealed class TelemetryArea
{
    private readonly Source<SettingsKey, MeshSettings> _settings;
    private readonly PolicyLookup _telemetries;

    private TelemetryArea(Graph graph, MeshSources sources)
    {
        _settings = sources.Settings;
        _telemetries = new PolicyLookup(graph, sources.Telemetries);
        Workloads = graph.AddMemo<PolicyTarget, WorkloadTelemetry>("telemetry", Of);
    }

    /// <summary>Merged telemetry.</summary>
    public Memo<PolicyTarget, WorkloadTelemetry> Workloads { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    public static TelemetryArea Wire(Graph graph, MeshSources sources) => new(graph, sources);

    private WorkloadTelemetry Of(PolicyTarget target, Reads reads)
    {
        if (!reads.TryGet(_settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return new WorkloadTelemetry { Client = new DirectionTelemetry(), Server = new DirectionTelemetry() };
        }

        List<TelemetrySpec> levels = Levels(settings, target, reads);
        return new WorkloadTelemetry
        {
            Client = Direction(settings, levels, WorkloadMode.Client),
            Server = Direction(settings, levels, WorkloadMode.Server),
        };
    }

    private static DirectionTelemetry Direction(MeshSettings settings, List<TelemetrySpec> levels, WorkloadMode mode) => new()
    {
        Tracing = TracingMerge.Merge(settings.Mesh, levels, mode),
        AccessLogs = AccessLogMerge.Merge(settings.Mesh, levels, mode),
        Metrics = MetricsMerge.Merge(settings.Mesh, levels, mode),
    };

    /// <summary>What applies, the widest first.</summary>
    private List<TelemetrySpec> Levels(MeshSettings settings, PolicyTarget target, Reads reads)
    {
        List<TelemetrySpec> levels = [];
        string root = settings.RootNamespace;
        if (root.Length > 0)
        {
            AddWide(levels, _telemetries.ByAge(reads, root));
        }

        string innermost = target.Namespace;
        if (!string.Equals(innermost, root, StringComparison.Ordinal))
        {
            AddWide(levels, _telemetries.ByAge(reads, innermost));
        }

        if (target is { IsWaypoint: true, Service: { } service }
            && !string.Equals(innermost, service.Namespace, StringComparison.Ordinal))
        {
            innermost = service.Namespace;
            AddWide(levels, _telemetries.ByAge(reads, innermost));
        }

        foreach (ConfigObject telemetry in _telemetries.ByAge(reads, innermost))
        {
            if (telemetry.Spec is TelemetrySpec spec
                && !IsWide(spec)
                && PolicyAttachment.Applies(settings, target, innermost, spec.Selector, spec.TargetRef, spec.TargetRefs))
            {
                levels.Add(spec);
            }
        }

        return levels;
    }

    private static void AddWide(List<TelemetrySpec> levels, List<ConfigObject> telemetries)
    {
        foreach (ConfigObject telemetry in telemetries)
        {
            if (telemetry.Spec is TelemetrySpec spec && IsWide(spec))
            {
                levels.Add(spec);
                return;
            }
        }
    }

    private static bool IsWide(TelemetrySpec spec) =>
        (spec.Selector is null || spec.Selector.MatchLabels.Count == 0)
        && spec.TargetRef is null
        && spec.TargetRefs.Count == 0;
}
