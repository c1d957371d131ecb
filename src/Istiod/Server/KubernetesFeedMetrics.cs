using Istiod.Config;
using Istiod.Diagnostics.Metrics;
using Istiod.Kubernetes;
using Istiod.Primitives;

namespace Istiod.Server;

/// <summary>What objects of clusters are counted as, under the reference's names.</summary>
/// <remarks>
/// istiod: pilot/pkg/config/kube/crdclient/metrics.go, serviceregistry/kube/controller/controller.go:registerHandlers,
/// pkg/kube/multicluster/secretcontroller.go. Differs: <c>updatesame</c> never comes, as an update that changes nothing that is read ends
/// in the informer; <c>Namespaces-TrafficDistribution</c> is no watch of its own.
/// </remarks>
internal sealed class KubernetesFeedMetrics
{
    private readonly Counter _config;
    private readonly Counter _registry;
    private static readonly string[] s_states = ["synced", "syncing", "timeout", "closed"];
    private readonly Gauge _clusters;
    private readonly Gauge _remote;
    private readonly Counter _secrets;
    private readonly Counter _timeouts;

    /// <summary>Defines the metrics.</summary>
    public KubernetesFeedMetrics(MetricRegistry registry)
    {
        _config = registry.Counter("pilot_k8s_cfg_events", "Events from k8s config.", "type", "event");
        _registry = registry.Counter("pilot_k8s_reg_events", "Events from k8s registry.", "type", "event");
        _remote = registry.Gauge(
            "istiod_remote_cluster_sync_status",
            "Current synchronization state of remote clusters managed by istiod. "
            + "One sample per cluster and state; a value of 1 indicates the cluster is in that state.",
            "cluster",
            "cluster_type",
            "status");
        _secrets = registry.Counter("remote_cluster_secret_events_total", "Number of remote cluster secret events.", "event");
        _timeouts = registry.Counter(
            "remote_cluster_sync_timeouts_total",
            "Number of times remote clusters took too long to sync, causing slow startup that excludes remote clusters.",
            "cluster");
        _clusters = registry.Gauge("istiod_managed_clusters", "Number of clusters managed by istiod", "cluster_type");
    }

    /// <summary>A Secret that names clusters changed.</summary>
    public void SecretChanged(InformerChange change) => _secrets.With(EventOf(change)).Increment();

    /// <summary>A cluster was not read in time.</summary>
    public void TimedOut(ClusterId cluster) => _timeouts.With(cluster.Value).Increment();

    /// <summary>Sets how many clusters are read.</summary>
    public void Clusters(int local, int remote)
    {
        _clusters.With("local").Set(local);
        _clusters.With("remote").Set(remote);
    }

    /// <summary>Sets the one state that a remote cluster is in.</summary>
    public void RemoteStatus(ClusterId cluster, string status)
    {
        foreach (string state in s_states)
        {
            _remote.With(cluster.Value, "remote", state).Set(state == status ? 1 : 0);
        }
    }

    /// <summary>Objects of one kind changed.</summary>
    public void Changed(KindDescriptor kind, IReadOnlyList<InformerChange> changes)
    {
        (Counter? counter, string type) =
            kind == KindCatalog.Service ? (_registry, "Services")
            : kind == KindCatalog.Pod ? (_registry, "Pods")
            : kind == KindCatalog.Node ? (_registry, "Nodes")
            : kind == KindCatalog.Namespace ? (_registry, "Namespaces")
            : kind == KindCatalog.EndpointSlice ? (_registry, "EndpointSlice")
            : IsConfig(kind) ? (_config, kind.Kind)
            : ((Counter?)null, "");
        if (counter is null)
        {
            return;
        }

        foreach (InformerChange change in changes)
        {
            counter.With(type, EventOf(change)).Increment();
        }
    }

    private static string EventOf(InformerChange change) => change.Object is null ? "delete" : change.Old is null ? "add" : "update";

    private static bool IsConfig(KindDescriptor kind) =>
        kind.Group.EndsWith("istio.io", StringComparison.Ordinal) || kind.Group.StartsWith("gateway.networking.", StringComparison.Ordinal);
}
