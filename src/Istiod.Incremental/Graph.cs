using Istiod.Incremental.Edges;
using Istiod.Incremental.Memos;
using Istiod.Incremental.Turns;

namespace Istiod.Incremental;

/// <summary>Sources, derived collections, indexes and memos; wired once, then moved from revision to revision by turns.</summary>
/// <remarks>
/// Nodes evaluate in the order they were added, and a node reads only nodes added before it, so there are no cycles.
/// <see cref="Apply"/> runs one turn at a time; everything on <see cref="Current"/> may be read from any thread meanwhile.
/// </remarks>
public sealed class Graph
{
    private readonly Lock _turnLock = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<GraphNode> _nodes = [];
    private readonly List<GraphNode> _tableOwners = [];
    private readonly List<Collection> _collections = [];
    private readonly List<Memo> _memos = [];
    private readonly List<IDerivedNode> _derived = [];
    private readonly List<ISourceNode> _sources = [];
    private readonly List<object> _emptyRoots = [];
    private readonly Source<Unit, Unit> _always;
    private Revision? _current;
    private bool _isBroken;
    private long _turns;
    private long _turnErrors;

    /// <summary>Starts the wiring of a graph.</summary>
    public Graph(GraphOptions? options = null)
    {
        Options = options ?? new GraphOptions();
        TurnEdgeStore = new EdgeStore();
        MemoStore = new MemoStore(this);
        TurnEdgeStore.Add(new KeyEdgeTable<Unit>(new WholeSource())); // table 0 is for memo cells, which no derived cell reads
        _tableOwners.Add(null!); // table 0 has no owner
        TurnReads = new Reads(this);
        _always = AddSource<Unit, Unit>("always");
    }

    /// <summary>Raised at the end of a turn that made retained memo keys dirty, on the turn's thread, after the revision is visible.</summary>
    public event Action<TurnResult>? OnDirty;

    /// <summary>The settings it was made with.</summary>
    public GraphOptions Options { get; }

    /// <summary>A collection with one entry, always there: the input of derivations that have no other.</summary>
    public Collection<Unit, Unit> Always => _always;

    /// <summary>The latest revision. One volatile read; hold the result to read consistently.</summary>
    /// <exception cref="InvalidOperationException">The graph is not built yet.</exception>
    public Revision Current
    {
        get
        {
            Revision? current = Volatile.Read(ref _current);
            if (current is null)
            {
                Throw.Invalid("the graph is not built yet");
            }

            return current;
        }
    }

    /// <summary>All collections in the order of evaluation.</summary>
    public IReadOnlyList<Collection> Collections => _collections;

    /// <summary>All memos in the order of addition.</summary>
    public IReadOnlyList<Memo> Memos => _memos;

    internal MemoStore MemoStore { get; }

    internal EdgeStore TurnEdgeStore { get; }

    internal Reads TurnReads { get; }

    /// <summary>For mutation runs in tests; null otherwise.</summary>
    internal SkippedRead? SkippedRead { get; set; }

    /// <summary>Adds a collection that is fed from outside.</summary>
    /// <param name="equality">When an upsert changes nothing; the values' own equality by default.</param>
    /// <param name="keyOrder">Order of keys; ordinal for strings, else the keys' own order by default.</param>
    public Source<K, V> AddSource<K, V>(string name, IEqualityComparer<V>? equality = null, IComparer<K>? keyOrder = null)
        where K : notnull
        => Add(new Source<K, V>(this, name, equality, keyOrder));

    /// <summary>Adds a source that holds at most one value.</summary>
    public Source<Unit, V> AddSingleton<V>(string name, IEqualityComparer<V>? equality = null) =>
        AddSource<Unit, V>(name, equality);

    /// <summary>Adds a collection that a function makes of each entry of <paramref name="input"/>.</summary>
    /// <param name="equality">When a value counts as unchanged, which ends the wave; the values' own equality by default.</param>
    /// <param name="merge">Joins what two or more inputs give for one output key; without it the first input wins, with an error.</param>
    /// <param name="keyOrder">Order of output keys; ordinal for strings, else the keys' own order by default.</param>
    public Derived<KO, VO> Derive<KI, VI, KO, VO>(
        string name,
        Collection<KI, VI> input,
        DeriveFunction<KI, VI, KO, VO> function,
        IEqualityComparer<VO>? equality = null,
        MergeFunction<KI, KO, VO>? merge = null,
        IComparer<KO>? keyOrder = null)
        where KI : notnull
        where KO : notnull
    {
        Own(input);
        return Add(new DerivedNode<KI, VI, KO, VO>(this, name, input, function, merge, equality, keyOrder));
    }

    /// <summary>Adds the union of two collections.</summary>
    /// <param name="both">Pure: the value of a key that both hold, from the left one's and the right one's.</param>
    public Derived<K, V> Join<K, V>(
        string name, Collection<K, V> left, Collection<K, V> right, Func<K, V, V, V> both, IEqualityComparer<V>? equality = null)
        where K : notnull
    {
        Own(left);
        Own(right);
        return Add(new JoinNode<K, V>(this, name, left, right, both, equality));
    }

    /// <summary>Adds a derived collection of one value that depends on reads only; it exists after the first turn.</summary>
    public Derived<Unit, V> DeriveSingleton<V>(string name, Func<Reads, V> function, IEqualityComparer<V>? equality = null) =>
        Derive<Unit, Unit, Unit, V>(name, Always, (_, _, reads, output) => output.Add(default, function(reads)), equality);

    /// <summary>Adds an index over a collection.</summary>
    /// <param name="keysOf">Pure: the index keys of an entry.</param>
    public Index<I, K, V> AddIndex<I, K, V>(string name, Collection<K, V> collection, Action<K, V, IndexSink<I>> keysOf)
        where I : notnull
        where K : notnull
    {
        Own(collection);
        return new Index<I, K, V>(this, name, collection, keysOf);
    }

    /// <summary>Adds a lazy function with a memory.</summary>
    /// <param name="equality">When a value counts as unchanged; the values' own equality by default.</param>
    public Memo<K, V> AddMemo<K, V>(string name, Func<K, Reads, V> function, IEqualityComparer<V>? equality = null)
        where K : notnull
    {
        Memo<K, V> memo = new(this, name, function, equality, null);
        _memos.Add(memo);
        return memo;
    }

    /// <summary>Adds a memo over the values of many members, which costs only what changed when only members changed.</summary>
    /// <param name="members">The memo of the members. Every read of it in <paramref name="build"/> makes that key a member.</param>
    /// <param name="build">Makes the value from scratch: at first, and when anything but members changed (so also who they are).</param>
    /// <param name="update">Makes the value of the one before when only members' values changed; must give what a build would.</param>
    /// <remarks>Meant for lists of resources: one changed fragment in a view of a thousand costs one update, not a thousand reads.</remarks>
    public Memo<K, V> AddView<K, M, R, V>(
        string name,
        Memo<M, R> members,
        Func<K, Reads, V> build,
        UpdateFunction<K, M, R, V> update,
        IEqualityComparer<V>? equality = null)
        where K : notnull
        where M : notnull
    {
        Own(members);
        Memo<K, V> memo = new(this, name, build, equality, new ViewRefresher<K, M, R, V>(members, update));
        _memos.Add(memo);
        return memo;
    }

    /// <summary>Ends the wiring: revision 0 exists, and nothing can be added any more.</summary>
    public Graph Build()
    {
        if (_current is not null)
        {
            Throw.Invalid("the graph is built already");
        }

        Volatile.Write(ref _current, new Revision(this, 0, _emptyRoots.ToArray()));
        return this;
    }

    /// <summary>An empty batch for the next <see cref="Apply"/>. Thread-safe once the graph is built.</summary>
    public ChangeBatch NewBatch() => new(this, _sources.Count);

    /// <summary>Runs one turn: edits, derivations, indexes, a new revision, the end of memo values that read what changed.</summary>
    /// <remarks>Turns never overlap: a second caller waits. User exceptions fail single keys and are listed in the result.</remarks>
    /// <exception cref="InvalidOperationException">The batch was used before, or a bug broke an earlier turn.</exception>
    public TurnResult Apply(ChangeBatch batch)
    {
        TurnResult result;
        lock (_turnLock)
        {
            Revision before = Current;
            if (batch.IsUsed || _isBroken)
            {
                Throw.Invalid(_isBroken ? "an earlier turn broke the graph" : "the batch was applied before");
            }

            _isBroken = true; // until the turn is through
            batch.IsUsed = true;
            result = Run(batch, before);
            _isBroken = false;
        }

        if (result.DirtyMemos.Count > 0)
        {
            OnDirty?.Invoke(result);
        }

        return result;
    }

    /// <summary>Computes a sample of derived and memo keys afresh at the current state and compares.</summary>
    /// <param name="sampleRate">1 for all keys; then the state is proved equal to a from-scratch one, as every key is consistent.</param>
    /// <param name="seed">Chooses the sample.</param>
    /// <remarks>No turn runs meanwhile.</remarks>
    public VerifyResult Verify(double sampleRate = 1, int seed = 0)
    {
        lock (_turnLock)
        {
            Verification verification = new(Current, new Reads(this), sampleRate, seed);
            foreach (Collection collection in _collections)
            {
                collection.Verify(verification);
            }

            foreach (Memo memo in _memos)
            {
                memo.Verify(verification);
            }

            return new VerifyResult(verification.CheckedCount, verification.Findings);
        }
    }

    /// <summary>Figures of every node. No turn runs meanwhile.</summary>
    public GraphReport Report()
    {
        lock (_turnLock)
        {
            lock (MemoStore.Lock)
            {
                Revision current = Current;
                CollectionReport[] collections = new CollectionReport[_collections.Count];
                for (int i = 0; i < collections.Length; i++)
                {
                    collections[i] = _collections[i].Report(current.Roots);
                }

                MemoReport[] memos = new MemoReport[_memos.Count];
                for (int i = 0; i < memos.Length; i++)
                {
                    memos[i] = _memos[i].Report();
                }

                return new GraphReport(current.Number, _turns, _turnErrors + MemoStore.ErrorCount, collections, memos);
            }
        }
    }

    /// <summary>The memo keys that were computed since the last call; empty unless <see cref="GraphOptions.KeepLedger"/> is set.</summary>
    public IReadOnlyList<LedgerEntry> TakeMemoLedger()
    {
        lock (MemoStore.Lock)
        {
            return MemoStore.TakeLedger();
        }
    }

    internal int Register(GraphNode node)
    {
        if (_current is not null)
        {
            Throw.Invalid($"{node.Name} comes too late: the graph is built");
        }

        if (!_names.Add(node.Name))
        {
            Throw.Invalid($"two nodes are called {node.Name}");
        }

        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    internal int AddTables(GraphNode owner, EdgeTable turn, EdgeTable memo)
    {
        TurnEdgeStore.Add(turn);
        _tableOwners.Add(owner);
        return MemoStore.Edges.Add(memo);
    }

    internal int AddRoot(object empty)
    {
        _emptyRoots.Add(empty);
        return _emptyRoots.Count - 1;
    }

    internal int AddDerived(IDerivedNode node)
    {
        if (_derived.Count >= CellId.MaxNodes)
        {
            Throw.Invalid("the graph has too many derived collections");
        }

        _derived.Add(node);
        return _derived.Count - 1;
    }

    internal int AddSourceNode(ISourceNode source)
    {
        _sources.Add(source);
        return _sources.Count - 1;
    }

    internal SourceEdits NewEdits(int source) => _sources[source].NewEdits();

    internal void MarkDirty(List<int> cells)
    {
        foreach (int cell in cells)
        {
            _derived[CellId.NodeOf(cell)].MarkDirty(CellId.SlotOf(cell));
        }
    }

    /// <summary>Names of the nodes that ever read a table.</summary>
    internal List<string> ReadersOf(int tableId)
    {
        List<string> readers = [];
        foreach (GraphNode node in _nodes)
        {
            if (node.HasReadTable(tableId))
            {
                readers.Add(node.Name);
            }
        }

        return readers;
    }

    /// <summary>
    /// Every (consumer, table) that was ever read, and every (consumer, memo) of the values in memory: what a mutation run leaves out
    /// one by one.
    /// </summary>
    internal List<SkippedRead> ReadSites()
    {
        List<SkippedRead> sites = [];
        foreach (GraphNode node in _nodes)
        {
            for (int table = 1; table < _tableOwners.Count; table++)
            {
                if (node.HasReadTable(table))
                {
                    sites.Add(new SkippedRead(node, table));
                }
            }
        }

        lock (MemoStore.Lock)
        {
            MemoStore.AddReadSites(sites);
        }

        return sites;
    }

    internal GraphNode NodeAt(int order) => _nodes[order];

    internal string TableName(int tableId) => _tableOwners[tableId].Name;

    private C Add<C>(C collection)
        where C : Collection
    {
        _collections.Add(collection);
        return collection;
    }

    private void Own(GraphNode node)
    {
        if (node.Graph != this)
        {
            Throw.Invalid($"{node.Name} belongs to another graph");
        }
    }

    private TurnResult Run(ChangeBatch batch, Revision before)
    {
        Turn turn = new(before.Number + 1, (object[])before.Roots.Clone(), Options.KeepLedger);
        batch.Hand();
        if (before.Number == 0 && _turns == 0)
        {
            _always.Take([new SourceEdit<Unit, Unit>(SourceEditKind.Upsert, default, default, default, null)]);
        }

        _turns++;
        foreach (Collection collection in _collections)
        {
            collection.RunTurn(turn);
        }

        TurnReads.Clear();
        Revision revision = turn.Changed.Count == 0 ? before : new Revision(this, turn.Number, turn.Roots);
        MemoCell[] dirty;
        _turnErrors += turn.Errors.Count;
        lock (MemoStore.Lock)
        {
            if (turn.Changed.Count > 0)
            {
                List<int> cells = turn.StartReaders();
                foreach (ChangeSet changed in turn.Changed)
                {
                    changed.Collection.CollectMemoReaders(cells);
                }

                MemoStore.Invalidate(cells, turn.Number, turn.Roots);
            }

            dirty = MemoStore.StaleCells();
            MemoStore.TakeErrors(turn.Errors);
        }

        foreach (ChangeSet changed in turn.Changed)
        {
            changed.Collection.EndTurn();
        }

        Volatile.Write(ref _current, revision);
        return new TurnResult(revision, turn.Changed, dirty, turn.Errors, turn.Ledger is null ? [] : turn.Ledger);
    }
}
