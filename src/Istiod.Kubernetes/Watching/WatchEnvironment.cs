using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Kubernetes.Watching;

/// <summary>What all watches of a cluster share.</summary>
internal sealed record WatchEnvironment(
    ClusterConnection Connection, ClusterId Cluster, TimeProvider Time, Random Random, ILogger Logger, KubernetesMetrics? Metrics)
{
    private volatile bool _lacksWatchList;

    /// <summary>Whether the server has refused to send a list as a watch.</summary>
    public bool LacksWatchList => _lacksWatchList;

    /// <summary>Notes that it has.</summary>
    public void NoteLackOfWatchList()
    {
        if (!_lacksWatchList)
        {
            _lacksWatchList = true;
            KubernetesLog.NoWatchList(Logger, Cluster.Value);
        }
    }
}
