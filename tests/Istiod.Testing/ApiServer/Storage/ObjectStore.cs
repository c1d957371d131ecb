using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;

namespace Istiod.Testing.ApiServer.Storage;

/// <summary>All objects under one revision that only rises, as etcd's. Thread-safe.</summary>
public sealed class ObjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private readonly ApiServerOptions _options;
    private long _revision = 1;
    private long _compacted;

    internal ObjectStore(ApiServerOptions options) => _options = options;

    /// <summary>Revision of the last write of all.</summary>
    public long Revision
    {
        get
        {
            lock (_lock)
            {
                return _revision;
            }
        }
    }

    /// <summary>Raised after each write, outside of the store's lock, on the writer's thread.</summary>
    internal event Action<ApiResource, StoreEvent>? Changed;

    internal StoredObject? Get(ApiResource resource, string ns, string name)
    {
        lock (_lock)
        {
            return _tables.TryGetValue(resource.StorageKey, out Table? table) ? table.Get(StoredObject.KeyOf(ns, name)) : null;
        }
    }

    /// <summary>Everything now.</summary>
    internal Snapshot List(ApiResource resource)
    {
        lock (_lock)
        {
            return new Snapshot(_revision, TableOf(resource).Sorted);
        }
    }

    /// <summary>Everything as of a revision.</summary>
    /// <exception cref="ApiStatusException">410 if the history does not reach back that far.</exception>
    internal Snapshot ListAt(ApiResource resource, long revision)
    {
        lock (_lock)
        {
            Table table = TableOf(resource);
            if (revision < Math.Max(table.HistoryStart, _compacted))
            {
                throw ApiStatusException.Expired("The resourceVersion for the provided list is too old.");
            }

            return new Snapshot(revision, table.AsOf(revision));
        }
    }

    /// <summary>Stores a tree, whose <c>resourceVersion</c> is set here.</summary>
    /// <param name="expected">The version it replaces; null to create.</param>
    /// <returns>What is stored; null if another writer was faster.</returns>
    internal StoredObject? Put(ApiResource resource, JsonObject tree, StoredObject? expected)
    {
        StoreEvent change;
        JsonObject meta = Trees.Ensure(tree, "metadata");
        string ns = Trees.Text(meta, "namespace") ?? "";
        string name = Trees.Text(meta, "name") ?? "";
        lock (_lock)
        {
            Table table = TableOf(resource);
            if (!ReferenceEquals(table.Get(StoredObject.KeyOf(ns, name)), expected))
            {
                return null;
            }

            change = Write(resource, table, tree, ns, name, expected, isDelete: false);
        }

        Changed?.Invoke(resource, change);
        return change.Current;
    }

    /// <summary>Deletes; the event carries the last version with the revision of the deletion.</summary>
    /// <returns>The last version; null if another writer was faster.</returns>
    internal StoredObject? Delete(ApiResource resource, StoredObject expected)
    {
        StoreEvent change;
        JsonObject tree = expected.ToTree(resource.ApiVersion, resource.Kind);
        lock (_lock)
        {
            Table table = TableOf(resource);
            if (!ReferenceEquals(table.Get(expected.Key), expected))
            {
                return null;
            }

            change = Write(resource, table, tree, expected.Namespace, expected.Name, expected, isDelete: true);
        }

        Changed?.Invoke(resource, change);
        return change.Current;
    }

    /// <summary>Begins a watch.</summary>
    /// <param name="after">The revision whose later events are wanted; null begins with now.</param>
    /// <param name="start">What the watch begins with: events to replay, or (with null) the snapshot.</param>
    /// <exception cref="ApiStatusException">410 if the history does not reach back that far, 504 if the revision is yet to come.</exception>
    internal WatchSubscription Subscribe(ApiResource resource, long? after, out Snapshot snapshot, out StoreEvent[] start)
    {
        lock (_lock)
        {
            Table table = TableOf(resource);
            if (after is { } revision)
            {
                if (revision > _revision)
                {
                    throw ApiStatusException.TooLargeRevision(revision, _revision);
                }

                long oldest = Math.Max(table.HistoryStart, _compacted);
                if (revision < oldest)
                {
                    throw ApiStatusException.Expired(string.Create(
                        CultureInfo.InvariantCulture, $"too old resource version: {revision} ({oldest})"));
                }

                start = [.. table.History.Where(e => e.Revision > revision)];
            }
            else
            {
                start = [];
            }

            snapshot = new Snapshot(_revision, table.Sorted);
            WatchSubscription subscription = new(_options.WatchBuffer);
            table.Watchers.Add(subscription);
            return subscription;
        }
    }

    internal void Unsubscribe(ApiResource resource, WatchSubscription subscription)
    {
        lock (_lock)
        {
            TableOf(resource).Watchers.Remove(subscription);
        }

        subscription.End();
    }

    /// <summary>Queues a bookmark behind all events so far.</summary>
    internal void PostBookmark(WatchSubscription subscription)
    {
        lock (_lock)
        {
            subscription.TryPost(new StoreEvent(_revision, null, null, IsDelete: false));
        }
    }

    /// <summary>Forgets all history: a watch or list from an older revision answers 410. Running watches go on.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _compacted = _revision;
            foreach (Table table in _tables.Values)
            {
                table.Compact(_revision);
            }
        }
    }

    /// <summary>Raises the revision without a write, as writes of others do.</summary>
    public void Advance(long by)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(by);
        lock (_lock)
        {
            _revision += by;
        }
    }

    /// <summary>Ends every running watch cleanly, as an API server does that shuts down.</summary>
    internal void EndWatches()
    {
        lock (_lock)
        {
            foreach (Table table in _tables.Values)
            {
                foreach (WatchSubscription watcher in table.Watchers)
                {
                    watcher.End();
                }

                table.Watchers.Clear();
            }
        }
    }

    /// <summary>Ends the running watches of one resource.</summary>
    internal void EndWatches(ApiResource resource)
    {
        lock (_lock)
        {
            Table table = TableOf(resource);
            foreach (WatchSubscription watcher in table.Watchers)
            {
                watcher.End();
            }

            table.Watchers.Clear();
        }
    }

    /// <summary>Number of running watches of a resource.</summary>
    internal int WatchCount(ApiResource resource)
    {
        lock (_lock)
        {
            return TableOf(resource).Watchers.Count;
        }
    }

    private StoreEvent Write(
        ApiResource resource, Table table, JsonObject tree, string ns, string name, StoredObject? previous, bool isDelete)
    {
        long revision = ++_revision;
        Trees.Ensure(tree, "metadata")["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        StoredObject stored = new(tree, ns, name, revision, resource.FieldsOf(tree));
        StoreEvent change = new(revision, stored, previous, isDelete);
        table.Apply(change, _options.HistoryLength);
        return change;
    }

    private Table TableOf(ApiResource resource)
    {
        if (!_tables.TryGetValue(resource.StorageKey, out Table? table))
        {
            table = new Table();
            _tables.Add(resource.StorageKey, table);
        }

        return table;
    }
}
