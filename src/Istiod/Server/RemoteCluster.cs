using System.Security.Cryptography;
using Istiod.Config;
using Istiod.Files;
using Istiod.Kubernetes;
using Istiod.Primitives;

namespace Istiod.Server;

/// <summary>Another cluster of the mesh, read through a kubeconfig that a Secret brought.</summary>
internal sealed class RemoteCluster : IAsyncDisposable
{
    private readonly ClusterConnection _connection;
    private readonly InformerSet _set;
    private readonly List<Informer> _sources = [];
    private readonly List<IDisposable> _subscriptions = [];
    private readonly byte[] _hash;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Asks nothing yet.</summary>
    /// <param name="secret">Whose kubeconfig it is.</param>
    /// <exception cref="ClusterConfigException">The kubeconfig is wrong or not allowed.</exception>
    public RemoteCluster(
        ClusterId id,
        NamespacedName secret,
        ReadOnlySpan<byte> kubeconfig,
        ClusterConnectionOptions options,
        InformerSetOptions watching,
        TimeProvider time)
    {
        Id = id;
        Secret = secret;
        _hash = SHA256.HashData(kubeconfig);
        _connection = new ClusterConnection(RemoteKubeconfig.Read(kubeconfig, $"cluster {id} of secret {secret}"), options, time);
        Reviews = new Reviews(new ObjectWriter(_connection, time));
        _set = new InformerSet(_connection, watching with { Cluster = id }, time);
    }

    /// <summary>The cluster's name: the key within the Secret.</summary>
    public ClusterId Id { get; }

    /// <summary>The Secret.</summary>
    public NamespacedName Secret { get; }

    /// <summary>Vouches for the cluster's own tokens.</summary>
    public Reviews Reviews { get; }

    /// <summary>Whether this is what a kubeconfig says.</summary>
    public bool Is(ReadOnlySpan<byte> kubeconfig) => _hash.AsSpan().SequenceEqual(SHA256.HashData(kubeconfig));

    /// <summary>Begins to watch, and waits until all is read. Nothing is told to anybody yet.</summary>
    /// <exception cref="OperationCanceledException">Disposed before it was read.</exception>
    public Task ReadAsync(IReadOnlyList<InformerSpec> specs)
    {
        foreach (InformerSpec spec in specs)
        {
            _sources.Add(_set.Add(spec));
        }

        _set.Start();
        return _set.WaitForSyncAsync(_stop.Token);
    }

    /// <summary>Tells what was read, then every change.</summary>
    public void Feed(IInformerListener feed)
    {
        foreach (Informer source in _sources)
        {
            _subscriptions.Add(source.Subscribe(feed));
        }
    }

    /// <summary>Ends telling, and gives what is to be deleted: what it told and the cluster in its place does not have.</summary>
    /// <param name="next">The one in its place; <c>null</c> if it goes for good.</param>
    public ConfigBatch Withdraw(RemoteCluster? next)
    {
        List<ConfigChange> gone = [];
        bool wasFed = _subscriptions.Count > 0;
        foreach (IDisposable subscription in _subscriptions)
        {
            subscription.Dispose();
        }

        _subscriptions.Clear();
        foreach (Informer source in wasFed ? _sources : [])
        {
            Informer? same = next?._sources.Find(s => s.Spec == source.Spec);
            foreach (ConfigObject item in source.Snapshot())
            {
                if (same is null || !same.TryGet(item.Key, out _))
                {
                    gone.Add(new ConfigChange(source.Spec.Kind, item.Key, null));
                }
            }
        }

        return new ConfigBatch(gone, []);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _set.DisposeAsync();
        _connection.Dispose();
        _stop.Dispose();
    }
}
