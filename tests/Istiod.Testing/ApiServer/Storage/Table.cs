namespace Istiod.Testing.ApiServer.Storage;

/// <summary>The objects of one resource, their recent history and who watches. Guarded by the store's lock.</summary>
internal sealed class Table
{
    private readonly Dictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private StoredObject[]? _sorted;

    /// <summary>Revision of the last change.</summary>
    public long Revision { get; private set; }

    /// <summary>Events after this revision are all in <see cref="History"/>.</summary>
    public long HistoryStart { get; private set; }

    public List<StoreEvent> History { get; } = [];

    public List<WatchSubscription> Watchers { get; } = [];

    public int Count => _objects.Count;

    public StoredObject? Get(string key) => _objects.GetValueOrDefault(key);

    /// <summary>Current objects in order.</summary>
    public StoredObject[] Sorted
    {
        get
        {
            if (_sorted is null)
            {
                _sorted = [.. _objects.Values];
                Array.Sort(_sorted, Compare);
            }

            return _sorted;
        }
    }

    public void Apply(StoreEvent change, int historyLimit)
    {
        StoredObject current = change.Current!; // only bookmarks have none, and they are never applied
        if (change.IsDelete)
        {
            _objects.Remove(current.Key);
        }
        else
        {
            _objects[current.Key] = current;
        }

        _sorted = null;
        Revision = change.Revision;
        History.Add(change);
        if (History.Count > historyLimit)
        {
            int surplus = Math.Max(1, historyLimit / 10);
            HistoryStart = History[surplus - 1].Revision;
            History.RemoveRange(0, surplus);
        }

        for (int i = Watchers.Count - 1; i >= 0; i--)
        {
            if (!Watchers[i].TryPost(change))
            {
                Watchers.RemoveAt(i);
            }
        }
    }

    /// <summary>Forgets the history: only watches from <paramref name="revision"/> on can begin.</summary>
    public void Compact(long revision)
    {
        History.RemoveAll(e => e.Revision <= revision);
        HistoryStart = Math.Max(HistoryStart, revision);
    }

    /// <summary>The objects as they were at a revision of the kept history.</summary>
    public StoredObject[] AsOf(long revision)
    {
        if (revision >= Revision)
        {
            return Sorted;
        }

        Dictionary<string, StoredObject> past = new(_objects, StringComparer.Ordinal);
        for (int i = History.Count - 1; i >= 0 && History[i].Revision > revision; i--)
        {
            StoreEvent change = History[i];
            if (change.Previous is { } previous)
            {
                past[previous.Key] = previous;
            }
            else
            {
                past.Remove(change.Current!.Key); // no bookmarks in the history
            }
        }

        StoredObject[] sorted = [.. past.Values];
        Array.Sort(sorted, Compare);
        return sorted;
    }

    private static int Compare(StoredObject left, StoredObject right)
    {
        int order = string.CompareOrdinal(left.Namespace, right.Namespace);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }
}
