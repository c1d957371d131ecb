using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Files;
using Istiod.Kubernetes;
using Istiod.Primitives;

namespace Istiod.Server;

/// <summary>The other clusters of the mesh, as Secrets name them: each key of a Secret is a cluster, its value a kubeconfig.</summary>
/// <remarks>
/// The own cluster's key is ignored, of two Secrets with one key the first counts, a wrong kubeconfig leaves out its cluster only. A changed
/// kubeconfig takes over once all is read through it; until then the old one stays. istiod: pkg/kube/multicluster/secretcontroller.go.
/// </remarks>
internal sealed class RemoteClusters : IInformerListener, IAsyncDisposable
{
    // Far more than anybody runs; each costs a connection.
    private const int MaxClusters = 1000;
    private readonly Lock _lock = new();
    private readonly RemoteClusterSettings _settings;
    private readonly Action<ClusterId, ConfigBatch> _take;
    private readonly KubernetesFeedMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Dictionary<ClusterId, RemoteCluster> _clusters = [];
    private readonly Dictionary<ClusterId, RemoteCluster> _coming = [];
    private readonly List<Task> _tasks = [];
    private readonly HashSet<ClusterId> _late = [];
    private bool _isStopped;

    /// <summary>Knows none yet.</summary>
    /// <param name="take">Takes what the clusters hold.</param>
    public RemoteClusters(
        RemoteClusterSettings settings, Action<ClusterId, ConfigBatch> take, KubernetesFeedMetrics metrics, ILogger logger)
    {
        _settings = settings;
        _take = take;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Vouches for tokens of a cluster; <c>null</c> if it is not read.</summary>
    public Reviews? ReviewsOf(ClusterId cluster)
    {
        lock (_lock)
        {
            return _clusters.TryGetValue(cluster, out RemoteCluster? known) || _coming.TryGetValue(cluster, out known) ? known.Reviews : null;
        }
    }

    /// <summary>How each cluster stands, by id.</summary>
    public List<Debug.ClusterState> States()
    {
        List<Debug.ClusterState> states = [];
        lock (_lock)
        {
            foreach (RemoteCluster cluster in _clusters.Values)
            {
                states.Add(new Debug.ClusterState(cluster.Id.Value, cluster.Secret.ToString(), "synced"));
            }

            foreach (RemoteCluster cluster in _coming.Values)
            {
                if (!_clusters.ContainsKey(cluster.Id))
                {
                    states.Add(new Debug.ClusterState(cluster.Id.Value, cluster.Secret.ToString(), _late.Contains(cluster.Id) ? "timeout" : "syncing"));
                }
            }
        }

        states.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return states;
    }

    /// <summary>Waits until every cluster known so far is read, or the time for that is over.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancel)
    {
        Task[] tasks;
        lock (_lock)
        {
            tasks = [.. _tasks];
        }

        Task all = Task.WhenAll(tasks);
        try
        {
            await all.WaitAsync(_settings.SyncTimeout, _settings.Time, cancel);
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                foreach (ClusterId late in _coming.Keys)
                {
                    _late.Add(late);
                    RemoteClusterLog.Late(_logger, late.Value, _settings.SyncTimeout.TotalSeconds);
                    _metrics.RemoteStatus(late, "timeout");
                    _metrics.TimedOut(late);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            _metrics.SecretChanged(change);
            lock (_lock)
            {
                Take(change.Key, change.Object?.Spec as SecretSpec);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] tasks;
        lock (_lock)
        {
            _isStopped = true;
            foreach (RemoteCluster cluster in (List<RemoteCluster>)[.. _clusters.Values, .. _coming.Values])
            {
                Forget(cluster);
            }

            tasks = [.. _tasks];
        }

        await Task.WhenAll(tasks);
    }

    private void Take(NamespacedName secret, SecretSpec? spec)
    {
        if (_isStopped)
        {
            return;
        }

        List<RemoteCluster> known = [.. _clusters.Values, .. _coming.Values];
        foreach (RemoteCluster cluster in known)
        {
            if (cluster.Secret == secret && spec?.TryGet(cluster.Id.Value, out _) is not true)
            {
                Remove(cluster);
            }
        }

        foreach ((string name, ByteString value) in spec?.Data ?? default)
        {
            Add(new ClusterId(name), secret, value.Memory.Span);
        }

        _metrics.Clusters(1, _clusters.Count + _coming.Keys.Count(c => !_clusters.ContainsKey(c)));
    }

    private void Add(ClusterId id, NamespacedName secret, ReadOnlySpan<byte> kubeconfig)
    {
        if (id == _settings.Own)
        {
            RemoteClusterLog.Own(_logger, id.Value, secret.ToString());
            return;
        }

        if (_coming.TryGetValue(id, out RemoteCluster? known) || _clusters.TryGetValue(id, out known))
        {
            if (known.Secret != secret)
            {
                RemoteClusterLog.Twice(_logger, id.Value, secret.ToString(), known.Secret.ToString());
                return;
            }

            if (known.Is(kubeconfig))
            {
                return;
            }
        }

        if (_clusters.Count + _coming.Count >= MaxClusters)
        {
            RemoteClusterLog.TooMany(_logger, id.Value);
            return;
        }

        try
        {
#pragma warning disable CA2000 // kept in _coming
            RemoteCluster made = new(id, secret, kubeconfig, _settings.Connection, _settings.Watching, _settings.Time);
#pragma warning restore CA2000
            if (_coming.TryGetValue(id, out RemoteCluster? overtaken))
            {
                Forget(overtaken);
            }

            _coming[id] = made;
            _metrics.RemoteStatus(id, "syncing");
            Run(ReadAsync(made));
            RemoteClusterLog.Added(_logger, id.Value, secret.ToString());
        }
        catch (ClusterConfigException wrong)
        {
            RemoteClusterLog.Wrong(_logger, id.Value, secret.ToString(), wrong.Message);
        }
    }

    private async Task ReadAsync(RemoteCluster made)
    {
        await Task.Yield(); // not under the caller's lock
        try
        {
            await made.ReadAsync(_settings.Specs);
        }
        catch (OperationCanceledException)
        {
            return; // removed before it was read
        }

        lock (_lock)
        {
            if (_isStopped || !_coming.TryGetValue(made.Id, out RemoteCluster? expected) || !ReferenceEquals(expected, made))
            {
                return; // removed or overtaken meanwhile
            }

            _coming.Remove(made.Id);
            _clusters.TryGetValue(made.Id, out RemoteCluster? old);
            _clusters[made.Id] = made;
            made.Feed(new KubernetesFeed(made.Id, _take, _metrics));
            if (old is not null)
            {
                Withdraw(old, made);
            }

            _metrics.RemoteStatus(made.Id, "synced");
            RemoteClusterLog.Synced(_logger, made.Id.Value);
        }
    }

    private void Remove(RemoteCluster cluster)
    {
        if (_coming.TryGetValue(cluster.Id, out RemoteCluster? coming) && ReferenceEquals(coming, cluster))
        {
            _coming.Remove(cluster.Id);
        }
        else
        {
            _clusters.Remove(cluster.Id);
        }

        Withdraw(cluster, null);
        _metrics.RemoteStatus(cluster.Id, "closed");
        RemoteClusterLog.Removed(_logger, cluster.Id.Value, cluster.Secret.ToString());
    }

    private void Withdraw(RemoteCluster old, RemoteCluster? next)
    {
        ConfigBatch gone = old.Withdraw(next);
        if (gone.Changes.Count > 0)
        {
            _take(old.Id, gone);
        }

        Forget(old);
    }

    private void Forget(RemoteCluster cluster) => Run(cluster.DisposeAsync().AsTask());

    private void Run(Task task)
    {
        _tasks.RemoveAll(static t => t.IsCompleted);
        _tasks.Add(task);
    }
}
