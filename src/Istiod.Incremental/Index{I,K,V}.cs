using Istiod.Incremental.Edges;
using Istiod.Incremental.Maps;
using Istiod.Incremental.Turns;

namespace Istiod.Incremental;

/// <summary>Groups the entries of a collection by index keys; kept in the same turn as the collection.</summary>
/// <remarks>
/// A read by one index key depends on that key only: it runs again when an entry joins or leaves the group or a member's value
/// changes. A key function that throws gives the entry no index keys, and an error in the turn.
/// </remarks>
public sealed class Index<I, K, V> : CollectionIndex<K, V>, IKeySource<I>
    where I : notnull
    where K : notnull
{
    private readonly Action<K, V, IndexSink<I>> _keysOf;
    private readonly MapBuilder<I, SortedGroup<K, V>> _builder = new();
    private readonly IndexSink<I> _before = new();
    private readonly IndexSink<I> _after = new();
    private readonly HashSet<I> _touched = [];

    internal Index(Graph graph, string name, Collection<K, V> collection, Action<K, V, IndexSink<I>> keysOf)
        : base(graph, name)
    {
        Collection = collection;
        _keysOf = keysOf;
        TurnEdges = new KeyEdgeTable<I>(this);
        MemoEdges = new KeyEdgeTable<I>(this);
        TableId = graph.AddTables(this, TurnEdges, MemoEdges);
        RootIndex = graph.AddRoot(PersistentMap<I, SortedGroup<K, V>>.Empty);
        collection.Add(this);
    }

    /// <summary>The collection that is indexed.</summary>
    public Collection<K, V> Collection { get; }

    internal KeyEdgeTable<I> TurnEdges { get; }

    internal KeyEdgeTable<I> MemoEdges { get; }

    internal int TableId { get; }

    internal int RootIndex { get; }

    bool IKeySource<I>.IsSame(I key, object[] roots, object[] otherRoots)
    {
        MapIn(roots).TryGet(key, out SortedGroup<K, V> group);
        MapIn(otherRoots).TryGet(key, out SortedGroup<K, V> other);
        return ReferenceEquals(group, other); // absent: both null
    }

    internal PersistentMap<I, SortedGroup<K, V>> MapIn(object[] roots) => (PersistentMap<I, SortedGroup<K, V>>)roots[RootIndex];

    internal Entries<K, V> LookupIn(object[] roots, I key) =>
        MapIn(roots).TryGet(key, out SortedGroup<K, V> group) ? new Entries<K, V>(group) : default;

    internal override void Update(Turn turn, List<Change<K, V>> changes)
    {
        _builder.Start(MapIn(turn.Roots));
        foreach (Change<K, V> change in changes)
        {
            _before.Keys.Clear();
            _after.Keys.Clear();
            if (change.HasOld)
            {
                KeysOf(change.Key, change.Old, _before, null);
            }

            if (change.HasNew)
            {
                KeysOf(change.Key, change.New, _after, turn);
            }

            foreach (I key in _before.Keys)
            {
                if (!_after.Keys.Contains(key))
                {
                    Remove(key, change.Key);
                }
            }

            foreach (I key in _after.Keys)
            {
                _builder.TryGet(key, out SortedGroup<K, V> group);
                _builder.Set(key, (group ?? SortedGroup<K, V>.Empty).Set(Collection.KeyOrder, change.Key, change.New));
                _touched.Add(key);
            }
        }

        turn.Roots[RootIndex] = _builder.Finish();
        if (TurnEdges.EdgeCount > 0)
        {
            List<int> cells = turn.StartReaders();
            foreach (I key in _touched)
            {
                TurnEdges.CopyReaders(key, cells);
            }

            Graph.MarkDirty(cells);
        }
    }

    internal override void CollectMemoReaders(List<int> cells)
    {
        if (MemoEdges.EdgeCount > 0)
        {
            foreach (I key in _touched)
            {
                MemoEdges.CopyReaders(key, cells);
            }
        }
    }

    internal override void EndTurn() => _touched.Clear();

    internal override IndexReport Report(object[] roots) =>
        new(Name, MapIn(roots).Count, TurnEdges.EdgeCount, MemoEdges.EdgeCount);

    internal override void Verify(Verification verification)
    {
        Dictionary<I, int> counts = [];
        PersistentMap<I, SortedGroup<K, V>> groups = MapIn(verification.Roots);
        foreach (KeyValuePair<K, V> entry in Collection.MapIn(verification.Roots))
        {
            _after.Keys.Clear();
            KeysOf(entry.Key, entry.Value, _after, null);
            foreach (I key in _after.Keys)
            {
                counts[key] = counts.GetValueOrDefault(key) + 1;
                if (!Holds(groups, key, entry))
                {
                    verification.Report(Name, key, $"the group lacks {entry.Key}, or holds another value");
                }
            }
        }

        foreach (KeyValuePair<I, SortedGroup<K, V>> group in groups)
        {
            if (counts.GetValueOrDefault(group.Key) != group.Value.Count)
            {
                verification.Report(Name, group.Key, "the group holds entries that do not belong to it");
            }
        }
    }

    private static bool Holds(PersistentMap<I, SortedGroup<K, V>> groups, I key, KeyValuePair<K, V> entry)
    {
        if (groups.TryGet(key, out SortedGroup<K, V> group))
        {
            foreach (KeyValuePair<K, V> member in new Entries<K, V>(group))
            {
                if (EqualityComparer<K>.Default.Equals(member.Key, entry.Key))
                {
                    return EqualityComparer<V>.Default.Equals(member.Value, entry.Value);
                }
            }
        }

        return false;
    }

    private void Remove(I key, K member)
    {
        if (_builder.TryGet(key, out SortedGroup<K, V> group))
        {
            SortedGroup<K, V> rest = group.Remove(Collection.KeyOrder, member);
            if (rest.Count == 0)
            {
                _builder.Remove(key);
            }
            else
            {
                _builder.Set(key, rest);
            }

            _touched.Add(key);
        }
    }

    private void KeysOf(K key, V value, IndexSink<I> sink, Turn? turn)
    {
        try
        {
            _keysOf(key, value, sink);
        }
        catch (Exception exception)
        {
            // The user's key function failed: all or nothing, so that the removal later finds the same keys.
            sink.Keys.Clear();
            turn?.Fail(Name, key, exception);
        }
    }
}
