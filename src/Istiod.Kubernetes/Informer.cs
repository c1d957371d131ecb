using System.Diagnostics.CodeAnalysis;
using Istiod.Config;
using Istiod.Kubernetes.Watching;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>
/// The objects of one watch, as of the last event. What a broken connection or a partial list leaves out is never taken for deleted.
/// Thread-safe.
/// </summary>
public sealed class Informer
{
    // Far above what an API server can hold in etcd.
    private const int MaxObjects = 1_000_000;
    private readonly Lock _lock = new(); // guards _objects
    private readonly Lock _delivery = new(); // one change at a time; taken before _lock
    private readonly List<IInformerListener> _listeners = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<NamespacedName, ConfigObject> _objects = [];
    private Feed? _feed;

    internal Informer(InformerSpec spec) => Spec = spec;

    /// <summary>What it watches.</summary>
    public InformerSpec Spec { get; }

    /// <summary>Whether the first list is complete, or the kind does not exist.</summary>
    public bool HasSynced => _synced.Task.IsCompleted;

    /// <summary>Ends when <see cref="HasSynced"/> turns true.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Number of objects.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _objects.Count;
            }
        }
    }

    /// <summary>One object.</summary>
    public bool TryGet(NamespacedName key, [NotNullWhen(true)] out ConfigObject? found)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(key, out found);
        }
    }

    /// <summary>All objects, in no order.</summary>
    public ConfigObject[] Snapshot()
    {
        lock (_lock)
        {
            ConfigObject[] all = new ConfigObject[_objects.Count];
            _objects.Values.CopyTo(all, 0);
            return all;
        }
    }

    /// <summary>Tells a listener what is there now and every change from here on.</summary>
    /// <returns>Ends the subscription; a call that is under way may still come.</returns>
    public IDisposable Subscribe(IInformerListener listener)
    {
        lock (_delivery)
        {
            _listeners.Add(listener);
            ConfigObject[] all = Snapshot();
            if (all.Length > 0)
            {
                InformerChange[] changes = new InformerChange[all.Length];
                for (int i = 0; i < all.Length; i++)
                {
                    changes[i] = new InformerChange(all[i].Key, all[i], null);
                }

                listener.Changed(this, changes);
            }
        }

        return new Subscription(this, listener);
    }

    /// <summary>Takes the place of the feed before, which is not listened to any more.</summary>
    internal IWatchSink NewFeed() => _feed = new Feed(this);

    /// <summary>The kind is gone: so are its objects.</summary>
    internal void Clear()
    {
        Feed feed = new(this);
        _feed = feed;
        feed.BeginReplace();
        feed.EndReplace();
    }

    /// <summary>There is nothing to wait for.</summary>
    internal void MarkSynced() => _synced.TrySetResult();

    private void Deliver(List<InformerChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        foreach (IInformerListener listener in _listeners.ToArray())
        {
            listener.Changed(this, changes);
        }
    }

    private ConfigObject Kept(ConfigObject? old, ConfigObject made) =>
        old is not null && old.Equals(made) && (!Spec.TracksVersions || SameVersion(old, made)) ? old : made;

    private static bool SameVersion(ConfigObject old, ConfigObject made) =>
        string.Equals(old.Meta.ResourceVersion, made.Meta.ResourceVersion, StringComparison.Ordinal);

    private sealed class Subscription(Informer informer, IInformerListener listener) : IDisposable
    {
        public void Dispose()
        {
            lock (informer._delivery)
            {
                informer._listeners.Remove(listener);
            }
        }
    }

    private sealed class Feed(Informer informer) : IWatchSink
    {
        private readonly List<InformerChange> _incoming = [];
        private Dictionary<NamespacedName, ConfigObject>? _next;

        public void BeginReplace()
        {
            _incoming.Clear();
            _next = new Dictionary<NamespacedName, ConfigObject>(informer.Count);
        }

        public void Upsert(ConfigObject made)
        {
            if (_next is null)
            {
                _incoming.Add(new InformerChange(made.Key, made, null));
                return;
            }

            informer.TryGet(made.Key, out ConfigObject? old);
            _next[made.Key] = informer.Kept(old, made);
            if (_next.Count > MaxObjects)
            {
                throw new IOException($"more than {MaxObjects} objects");
            }
        }

        public void Delete(NamespacedName key)
        {
            if (_next is null)
            {
                _incoming.Add(new InformerChange(key, null, null));
            }
            else
            {
                _next.Remove(key);
            }
        }

        public void Keep(NamespacedName key)
        {
            if (_next is not null && informer.TryGet(key, out ConfigObject? old))
            {
                _next[key] = old;
            }
        }

        public void EndReplace()
        {
            Dictionary<NamespacedName, ConfigObject> next = _next ?? throw new InvalidOperationException("nothing was begun");
            _next = null;
            lock (informer._delivery)
            {
                if (!ReferenceEquals(informer._feed, this))
                {
                    return; // a newer feed has taken over
                }

                Dictionary<NamespacedName, ConfigObject> before = informer._objects;
                List<InformerChange> changes = Difference(before, next);
                lock (informer._lock)
                {
                    informer._objects = next;
                }

                informer.Deliver(changes);
            }

            informer._synced.TrySetResult();
        }

        public void Flush()
        {
            if (_incoming.Count == 0)
            {
                return;
            }

            List<InformerChange> changes = new(_incoming.Count);
            lock (informer._delivery)
            {
                if (ReferenceEquals(informer._feed, this))
                {
                    lock (informer._lock)
                    {
                        Apply(informer._objects, changes);
                    }

                    informer.Deliver(changes);
                }
            }

            _incoming.Clear();
        }

        private void Apply(Dictionary<NamespacedName, ConfigObject> objects, List<InformerChange> changes)
        {
            foreach (InformerChange change in _incoming)
            {
                objects.TryGetValue(change.Key, out ConfigObject? old);
                if (change.Object is null)
                {
                    if (objects.Remove(change.Key))
                    {
                        changes.Add(new InformerChange(change.Key, null, old));
                    }

                    continue;
                }

                ConfigObject kept = informer.Kept(old, change.Object);
                if (ReferenceEquals(kept, old))
                {
                    continue;
                }

                if (old is null && objects.Count >= MaxObjects)
                {
                    throw new IOException($"more than {MaxObjects} objects");
                }

                objects[change.Key] = kept;
                if (old is null || !old.Equals(kept))
                {
                    changes.Add(new InformerChange(change.Key, kept, old));
                }
            }
        }

        private static List<InformerChange> Difference(
            Dictionary<NamespacedName, ConfigObject> before, Dictionary<NamespacedName, ConfigObject> next)
        {
            List<InformerChange> changes = [];
            foreach ((NamespacedName key, ConfigObject old) in before)
            {
                if (!next.ContainsKey(key))
                {
                    changes.Add(new InformerChange(key, null, old));
                }
            }

            foreach ((NamespacedName key, ConfigObject now) in next)
            {
                before.TryGetValue(key, out ConfigObject? old);
                if (!ReferenceEquals(old, now) && (old is null || !old.Equals(now)))
                {
                    changes.Add(new InformerChange(key, now, old));
                }
            }

            return changes;
        }
    }
}
