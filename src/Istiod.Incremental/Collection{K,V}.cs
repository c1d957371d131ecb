using Istiod.Incremental.Edges;
using Istiod.Incremental.Maps;
using Istiod.Incremental.Turns;

namespace Istiod.Incremental;

/// <summary>A keyed collection of immutable values: a <see cref="Source{K,V}"/> or a <see cref="Derived{K,V}"/>.</summary>
/// <remarks>
/// The collection object itself holds no state that is safe to read: values are read at a <see cref="Revision"/> or, inside a
/// derivation, through <see cref="Reads"/>.
/// </remarks>
public abstract class Collection<K, V> : Collection, IKeySource<K>
    where K : notnull
{
    private readonly List<CollectionIndex<K, V>> _indexes = [];

    private protected Collection(Graph graph, string name, IEqualityComparer<V>? equality, IComparer<K>? keyOrder)
        : base(graph, name)
    {
        Equality = equality ?? EqualityComparer<V>.Default;
        if (keyOrder is null && !DefaultOrder<K>.IsDeclared)
        {
            Throw.Invalid($"{name}: the key type {typeof(K)} has no order; declare one");
        }

        KeyOrder = keyOrder ?? DefaultOrder<K>.Default;
        TurnEdges = new KeyEdgeTable<K>(this);
        MemoEdges = new KeyEdgeTable<K>(this);
        TableId = graph.AddTables(this, TurnEdges, MemoEdges);
        RootIndex = graph.AddRoot(PersistentMap<K, V>.Empty);
        Whole.RootIndex = RootIndex;
    }

    /// <summary>The order of keys in lookups, in "all" reads and in merges; consistent with equality of keys.</summary>
    public IComparer<K> KeyOrder { get; }

    /// <summary>When two values count as equal, which ends the wave of changes.</summary>
    public IEqualityComparer<V> Equality { get; }

    internal KeyEdgeTable<K> TurnEdges { get; }

    internal KeyEdgeTable<K> MemoEdges { get; }

    internal int TableId { get; }

    internal int RootIndex { get; }

    /// <summary>What changed in this turn; null when nothing did.</summary>
    internal List<Change<K, V>>? Changes { get; private set; }

    private protected MapBuilder<K, V> Builder { get; } = new();

    bool IKeySource<K>.IsSame(K key, object[] roots, object[] otherRoots)
    {
        if (ReferenceEquals(roots[RootIndex], otherRoots[RootIndex]))
        {
            return true;
        }

        bool isHere = MapIn(roots).TryGet(key, out V value);
        return isHere == MapIn(otherRoots).TryGet(key, out V other) && (!isHere || IsSameValue(value, other));
    }

    internal void Add(CollectionIndex<K, V> index) => _indexes.Add(index);

    internal PersistentMap<K, V> MapIn(object[] roots) => (PersistentMap<K, V>)roots[RootIndex];

    /// <summary>Compares the touched keys with the revision before, publishes what differs and marks its readers.</summary>
    private protected void Publish(Turn turn, HashSet<K> touched)
    {
        PersistentMap<K, V> before = MapIn(turn.Roots);
        List<Change<K, V>>? changes = null;
        foreach (K key in touched)
        {
            bool hasOld = before.TryGet(key, out V old);
            bool hasNew = Builder.TryGet(key, out V now);
            if (hasOld && hasNew)
            {
                if (IsSameValue(old, now))
                {
                    Builder.Set(key, old); // the old instance stays, so that later comparisons are cheap
                    continue;
                }
            }
            else if (!hasOld && !hasNew)
            {
                continue;
            }

            (changes ??= []).Add(new Change<K, V>(key, hasOld, old, hasNew, now));
        }

        PersistentMap<K, V> after = Builder.Finish();
        if (changes is null)
        {
            return;
        }

        turn.Roots[RootIndex] = after;
        Changes = changes;
        turn.Changed.Add(new ChangeSet(this, changes));
        MarkReaders(turn, changes);
        foreach (CollectionIndex<K, V> index in _indexes)
        {
            index.Update(turn, changes);
        }
    }

    internal override void CollectMemoReaders(List<int> cells)
    {
        if (Changes is null)
        {
            return;
        }

        if (MemoEdges.EdgeCount > 0)
        {
            foreach (Change<K, V> change in Changes)
            {
                MemoEdges.CopyReaders(change.Key, cells);
            }
        }

        MemoAllEdges.CopyReaders(default, cells);
        foreach (CollectionIndex<K, V> index in _indexes)
        {
            index.CollectMemoReaders(cells);
        }
    }

    internal override void EndTurn()
    {
        Changes = null;
        foreach (CollectionIndex<K, V> index in _indexes)
        {
            index.EndTurn();
        }
    }

    internal override CollectionReport Report(object[] roots)
    {
        IndexReport[] indexes = new IndexReport[_indexes.Count];
        for (int i = 0; i < indexes.Length; i++)
        {
            indexes[i] = _indexes[i].Report(roots);
        }

        return new CollectionReport(
            Name,
            MapIn(roots).Count,
            RunCount,
            CutOffCount,
            TurnEdges.EdgeCount + TurnAllEdges.EdgeCount,
            MemoEdges.EdgeCount + MemoAllEdges.EdgeCount,
            TurnAllEdges.EdgeCount + MemoAllEdges.EdgeCount,
            Graph.ReadersOf(AllTableId),
            indexes);
    }

    internal override void Compare(object[] roots, Collection other, object[] otherRoots, List<VerifyFinding> findings)
    {
        PersistentMap<K, V> mine = MapIn(roots);
        PersistentMap<K, V> theirs = ((Collection<K, V>)other).MapIn(otherRoots);
        foreach (KeyValuePair<K, V> entry in mine)
        {
            if (!theirs.TryGet(entry.Key, out V value))
            {
                findings.Add(new VerifyFinding(Name, entry.Key.ToString() ?? "", $"holds {entry.Value}, should not be there"));
            }
            else if (!Equality.Equals(entry.Value, value))
            {
                findings.Add(new VerifyFinding(Name, entry.Key.ToString() ?? "", $"is {entry.Value}, should be {value}"));
            }
        }

        foreach (KeyValuePair<K, V> entry in theirs)
        {
            if (!mine.TryGet(entry.Key, out _))
            {
                findings.Add(new VerifyFinding(Name, entry.Key.ToString() ?? "", $"is missing, should be {entry.Value}"));
            }
        }
    }

    /// <summary>Compares the indexes with the map they are over.</summary>
    internal override void Verify(Verification verification)
    {
        foreach (CollectionIndex<K, V> index in _indexes)
        {
            index.Verify(verification);
        }
    }

    private bool IsSameValue(V value, V other) =>
        (!typeof(V).IsValueType && ReferenceEquals(value, other)) || Equality.Equals(value, other);

    private void MarkReaders(Turn turn, List<Change<K, V>> changes)
    {
        List<int> cells = turn.StartReaders();
        if (TurnEdges.EdgeCount > 0)
        {
            foreach (Change<K, V> change in changes)
            {
                TurnEdges.CopyReaders(change.Key, cells);
            }
        }

        TurnAllEdges.CopyReaders(default, cells);
        Graph.MarkDirty(cells);
    }
}
