using Istiod.Config;
using Istiod.Diagnostics.Metrics;
using Istiod.Files;
using Istiod.Primitives;
using Istiod.Render;

namespace Istiod.Server;

/// <summary>What changes of the mesh and the turns they cause are counted as, under the reference's names.</summary>
/// <remarks>istiod: pilot/pkg/xds/monitoring.go, pilot/pkg/model/push_context.go.</remarks>
internal sealed class MeshMetrics
{
    private readonly Counter _updates;
    private readonly CounterSeries[] _reasons;
    private readonly Histogram _debounce;
    private readonly Histogram _turn;
    private readonly Gauge _services;
    private readonly Gauge _virtualServices;

    /// <summary>Defines the metrics.</summary>
    public MeshMetrics(MetricRegistry registry)
    {
        _updates = registry.Counter("pilot_inbound_updates", "Total number of updates received by pilot.", "type");
        Counter triggers = registry.Counter(
            "pilot_push_triggers", "Total number of times a push was triggered, labeled by reason for the push.", "type");
        _reasons = Array.ConvertAll(["config", "endpoint", "service", "proxy", "secret", "namespace", "global"], reason => triggers.With(reason));
        _debounce = registry.Histogram(
            "pilot_debounce_time",
            "Delay in seconds between the first config enters debouncing and the merged push request is pushed into the push queue "
            + "(includes pushcontext_init_seconds).",
            [0.01, 0.1, 1, 3, 5, 10, 20, 30]);
        _turn = registry.Histogram(
            "pilot_pushcontext_init_seconds", "Total time in seconds Pilot takes to init pushContext.", [0.01, 0.1, 0.5, 1, 3, 5]);
        _services = registry.Gauge("pilot_services", "Total services known to pilot.");
        _virtualServices = registry.Gauge("pilot_virt_services", "Total virtual services known to pilot.");
    }

    /// <summary>A source brought changes.</summary>
    public void Received(ConfigBatch batch)
    {
        foreach (ConfigChange change in batch.Changes)
        {
            string type = change.Kind == KindCatalog.EndpointSlice ? "eds"
                : change.Kind != KindCatalog.Service ? "config"
                : change.Object is null ? "svcdelete"
                : "svc";
            _updates.With(type).Increment();
        }
    }

    /// <summary>A turn ran.</summary>
    /// <param name="hasSettings">Whether the mesh settings were among what changed.</param>
    /// <param name="waited">How long the oldest change waited for it.</param>
    /// <param name="took">How long it took.</param>
    public void Turned(
        IReadOnlyList<(ClusterId Cluster, ConfigBatch Changes)> batches, bool hasSettings, TimeSpan waited, TimeSpan took, MeshPipeline pipeline)
    {
        foreach ((_, ConfigBatch changes) in batches)
        {
            foreach (ConfigChange change in changes.Changes)
            {
                _reasons[(int)ReasonOf(change.Kind)].Increment();
            }
        }

        if (hasSettings)
        {
            _reasons[(int)Reason.Global].Increment();
        }

        _debounce.Record(waited + took);
        _turn.Record(took);
        _services.Set(pipeline.Graph.Current.Count(pipeline.Model.Services));
        _virtualServices.Set(pipeline.Graph.Current.Count(pipeline.Sources.VirtualServices));
    }

    // Differs: counted for each change once; the reference counts it for each proxy that is pushed to.
    private static Reason ReasonOf(KindDescriptor kind) =>
        kind == KindCatalog.EndpointSlice ? Reason.Endpoint
        : kind == KindCatalog.Service ? Reason.Service
        : kind == KindCatalog.Pod ? Reason.Proxy
        : kind == KindCatalog.Secret ? Reason.Secret
        : kind == KindCatalog.Namespace ? Reason.Namespace
        : Reason.Config;

    private enum Reason
    {
        Config,
        Endpoint,
        Service,
        Proxy,
        Secret,
        Namespace,
        Global,
    }
}
