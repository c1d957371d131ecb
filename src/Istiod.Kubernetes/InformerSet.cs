using Istiod.Config;
using Istiod.Kubernetes.Watching;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>
/// All watches of one cluster. Kinds that a CustomResourceDefinition brings are watched while it is there and fit for use; without it
/// they count as empty. Thread-safe.
/// </summary>
/// <remarks>istiod: pkg/kube/kclient/delayed.go, crdwatcher.go. Differs: when a definition goes, its watch ends and its objects with it.</remarks>
public sealed class InformerSet : IAsyncDisposable
{
    private static readonly InformerSpec s_definitions = new(KindCatalog.CustomResourceDefinition) { IsMetadataOnly = true };
    private readonly Lock _lock = new();
    private readonly WatchEnvironment _environment;
    private readonly DefinitionRules _rules;
    private readonly Dictionary<InformerSpec, Entry> _entries = [];
    private readonly Dictionary<string, List<Entry>> _byDefinition = new(StringComparer.Ordinal);
    private readonly List<Task> _tasks = [];
    private readonly CancellationTokenSource _stop = new();
    private IDisposable? _definitions;
    private bool _isStarted;
    private bool _knowsDefinitions;

    /// <summary>Watches nothing yet.</summary>
    public InformerSet(ClusterConnection connection, InformerSetOptions options, TimeProvider time)
    {
        Connection = connection;
        Cluster = options.Cluster;
        _environment = new WatchEnvironment(connection, options.Cluster, time, options.Random, options.Logger, options.Metrics);
        _rules = new DefinitionRules(options.IgnoredDefinitions, options.IncludedDefinitions);
    }

    /// <summary>The cluster.</summary>
    public ClusterId Cluster { get; }

    /// <summary>The way to it.</summary>
    public ClusterConnection Connection { get; }

    /// <summary>The watch of the cluster's CustomResourceDefinitions, of which only metadata is kept.</summary>
    public Informer Definitions => Add(s_definitions);

    /// <summary>The watch of a spec; begun at once if the set has started, else with it.</summary>
    public Informer Add(InformerSpec spec)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_entries.TryGetValue(spec, out Entry? known))
            {
                return known.Informer;
            }

            Entry entry = new(new Informer(spec));
            _entries.Add(spec, entry);
            if (spec.NeedsDefinition)
            {
                if (!_byDefinition.TryGetValue(spec.DefinitionName, out List<Entry>? same))
                {
                    _byDefinition.Add(spec.DefinitionName, same = []);
                }

                same.Add(entry);
            }

            if (_isStarted)
            {
                Begin(entry);
            }

            return entry.Informer;
        }
    }

    /// <summary>Begins one watch before <see cref="Start"/>, for what is needed to wire the rest (the mesh config).</summary>
    /// <param name="spec">Of a kind that needs no definition.</param>
    public Informer StartNow(InformerSpec spec)
    {
        Informer informer = Add(spec);
        lock (_lock)
        {
            Run(_entries[spec]);
        }

        return informer;
    }

    /// <summary>Begins all watches.</summary>
    public void Start()
    {
        Informer definitions = StartNow(s_definitions);
        lock (_lock)
        {
            if (_isStarted)
            {
                return;
            }

            _isStarted = true;
            foreach (Entry entry in _entries.Values)
            {
                Begin(entry);
            }
        }

        _definitions = definitions.Subscribe(new DefinitionListener(this));
        definitions.Synced.ContinueWith(
            _ => DefinitionsSynced(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends once every watch that was added so far is complete, or its kind is known not to exist.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancel)
    {
        foreach (Informer informer in All())
        {
            await informer.Synced.WaitAsync(cancel);
        }
    }

    /// <summary>Watches that are not complete yet, for logs.</summary>
    public IReadOnlyList<InformerSpec> Waiting()
    {
        List<InformerSpec> waiting = [];
        foreach (Informer informer in All())
        {
            if (!informer.HasSynced)
            {
                waiting.Add(informer.Spec);
            }
        }

        return waiting;
    }

    /// <summary>Ends all watches. The connection stays the caller's.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] tasks;
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _stop.Cancel();
            tasks = [.. _tasks];
        }

        _definitions?.Dispose();
        await Task.WhenAll(tasks);
        _stop.Dispose();
    }

    private List<Informer> All()
    {
        lock (_lock)
        {
            List<Informer> all = new(_entries.Count);
            foreach (Entry entry in _entries.Values)
            {
                all.Add(entry.Informer);
            }

            return all;
        }
    }

    private void Begin(Entry entry)
    {
        if (!entry.Informer.Spec.NeedsDefinition)
        {
            Run(entry);
        }
        else if (_knowsDefinitions)
        {
            Decide(entry, []); // it has no objects yet
        }
    }

    private void DefinitionsSynced()
    {
        List<Informer> gone = [];
        lock (_lock)
        {
            _knowsDefinitions = true;
            foreach (Entry entry in _entries.Values)
            {
                if (entry.Informer.Spec.NeedsDefinition)
                {
                    Decide(entry, gone);
                }
            }
        }

        Clear(gone);
    }

    private void DefinitionChanged(string name)
    {
        List<Informer> gone = [];
        lock (_lock)
        {
            if (_knowsDefinitions && _byDefinition.TryGetValue(name, out List<Entry>? entries))
            {
                foreach (Entry entry in entries)
                {
                    Decide(entry, gone);
                }
            }
        }

        Clear(gone);
    }

    // Not under the lock: listeners are called.
    private static void Clear(List<Informer> gone)
    {
        foreach (Informer informer in gone)
        {
            informer.Clear();
        }
    }

    // Under the lock.
    private void Decide(Entry entry, List<Informer> gone)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        string? refusal = null;
        bool exists = _entries[s_definitions].Informer.TryGet(
            new NamespacedName("", entry.Informer.Spec.DefinitionName), out ConfigObject? definition);
        if (exists && (refusal = _rules.Refusal(definition!)) is null) // found
        {
            Run(entry);
            return;
        }

        if (refusal is not null)
        {
            KubernetesLog.DefinitionRefused(_environment.Logger, entry.Informer.Spec.DefinitionName, Cluster.Value, refusal);
        }

        if (entry.Stop is { } running)
        {
            entry.Stop = null;
            running.Cancel();
            gone.Add(entry.Informer);
        }

        entry.Informer.MarkSynced();
    }

    private void Run(Entry entry)
    {
        if (entry.Stop is not null || _stop.IsCancellationRequested)
        {
            return;
        }

        CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        entry.Stop = stop;
        _tasks.RemoveAll(static t => t.IsCompleted);
        _tasks.Add(RunAsync(new WatchLoop(entry.Informer, _environment), stop));
    }

    private static async Task RunAsync(WatchLoop loop, CancellationTokenSource stop)
    {
        using (stop)
        {
            await Task.Yield(); // not under the caller's lock
            await loop.RunAsync(stop.Token);
        }
    }

    private sealed class Entry(Informer informer)
    {
        public Informer Informer { get; } = informer;

        public CancellationTokenSource? Stop { get; set; }
    }

    private sealed class DefinitionListener(InformerSet set) : IInformerListener
    {
        public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
        {
            foreach (InformerChange change in changes)
            {
                set.DefinitionChanged(change.Key.Name);
            }
        }
    }
}
