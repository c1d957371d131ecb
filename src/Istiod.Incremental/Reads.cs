using System.Diagnostics.CodeAnalysis;
using Istiod.Incremental.Edges;
using Istiod.Incremental.Memos;

namespace Istiod.Incremental;

/// <summary>The only way a derivation or memo function sees anything but its key: reads through it are recorded.</summary>
/// <remarks>
/// Belongs to one call: never kept, never handed to another thread. All reads see one consistent state. A collection can be read by
/// nodes that were added after it; a memo only by memos that were added after it. That keeps the graph free of cycles.
/// </remarks>
public sealed class Reads
{
    private readonly Graph _graph;
    private readonly List<int> _tables = [];
    private readonly List<MemoCell> _memoReads = [];
    private ReadBuffer?[] _buffers = [];
    private object[] _roots = [];
    private Revision? _revision;
    private GraphNode? _consumer;
    private bool _isRecording;

    internal Reads(Graph graph) => _graph = graph;

    /// <summary>The value of one key. Records the key, also when it is absent.</summary>
    public bool TryGet<K, V>(Collection<K, V> collection, K key, [MaybeNullWhen(false)] out V value)
        where K : notnull
    {
        Check(collection);
        if (_isRecording)
        {
            Record(collection.TableId, key);
        }

        return collection.MapIn(_roots).TryGet(key, out value);
    }

    /// <summary>The value of a collection that holds at most one.</summary>
    public bool TryGet<V>(Collection<Unit, V> collection, [MaybeNullWhen(false)] out V value) =>
        TryGet(collection, default, out value);

    /// <summary>The entries of one index key, in key order. Records that index key only.</summary>
    public Entries<K, V> Lookup<I, K, V>(Index<I, K, V> index, I key)
        where I : notnull
        where K : notnull
    {
        Check(index);
        if (_isRecording)
        {
            Record(index.TableId, key);
        }

        return index.LookupIn(_roots, key);
    }

    /// <summary>All entries in key order. Runs the reader again after any change of the collection; shows in the report.</summary>
    public Entries<K, V> All<K, V>(Collection<K, V> collection)
        where K : notnull
    {
        Check(collection);
        if (_isRecording)
        {
            Record(collection.AllTableId, default(Unit));
        }

        return new Entries<K, V>(collection.MapIn(_roots).Sorted(collection.KeyOrder));
    }

    /// <summary>The value of a memo; computes it if need be. Only memo functions may read memos.</summary>
    /// <exception cref="DerivationException">The memo has no value: its function threw.</exception>
    public V Get<K, V>(Memo<K, V> memo, K key)
        where K : notnull
    {
        Check(memo);
        if (_revision is null)
        {
            Throw.Invalid($"{_consumer}: a derived collection cannot read the memo {memo}");
        }

        bool isRecorded = _isRecording && !(_graph.SkippedRead is { Memo: not null } skipped && skipped.Matches(_consumer, memo));
        return memo.Get(_revision, key, isRecorded ? this : null);
    }

    internal void StartTurn(GraphNode consumer, object[] roots) => Start(consumer, roots, null, true);

    internal void StartMemo(GraphNode consumer, Revision revision, bool isRecording) =>
        Start(consumer, revision.Roots, revision, isRecording);

    /// <summary>Notes a memo cell that the caller has pinned; it stays pinned until the reads are committed or dropped.</summary>
    internal void Record(MemoCell cell) => _memoReads.Add(cell);

    /// <summary>Makes the recorded reads those of a cell.</summary>
    internal ulong[]? Commit(EdgeStore store, int cell, ulong[]? old)
    {
        Resolve(store);
        return store.Replace(cell, old);
    }

    /// <summary>Whether the recorded reads are exactly <paramref name="edges"/>.</summary>
    internal bool Matches(EdgeStore store, ulong[]? edges)
    {
        int count = 0;
        foreach (int table in _tables)
        {
            if (!_buffers[table]!.AreIn(store[table], table, edges, out int distinct)) // in _tables means there is a buffer
            {
                return false;
            }

            count += distinct;
        }

        return count == (edges?.Length ?? 0);
    }

    /// <summary>Whether all that was read reads the same at the latest revision, so that the result is right for that too.</summary>
    internal bool AreStillTrue(MemoStore store, long readAt)
    {
        foreach (MemoCell cell in _memoReads)
        {
            if (!cell.IsFor(readAt) || !cell.IsFor(store.Revision)) // one entry that covers both, or it may have been another in between
            {
                return false;
            }
        }

        foreach (int table in _tables)
        {
            if (!_buffers[table]!.IsSame(store.Edges[table], _roots, store.Roots)) // in _tables means there is a buffer
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets go of the memo cells that were pinned by reading them.</summary>
    internal List<MemoCell> TakePinned() => _memoReads;

    internal void Clear()
    {
        foreach (int table in _tables)
        {
            _buffers[table]!.Clear(); // in _tables means there is a buffer
        }

        _tables.Clear();
        _memoReads.Clear();
        _revision = null;
        _consumer = null;
        _roots = [];
    }

    private void Start(GraphNode consumer, object[] roots, Revision? revision, bool isRecording)
    {
        Clear();
        _consumer = consumer;
        _roots = roots;
        _revision = revision;
        _isRecording = isRecording;
    }

    private void Resolve(EdgeStore store)
    {
        List<ulong> edges = store.StartResolve();
        foreach (int table in _tables)
        {
            _consumer!.NoteReadTable(table); // started
            _buffers[table]!.Resolve(store[table], table, edges); // in _tables means there is a buffer
        }

        foreach (MemoCell cell in _memoReads)
        {
            edges.Add((uint)cell.Id); // memo cells are table 0
        }
    }

    private void Record<K>(int tableId, K key)
        where K : notnull
    {
        if (_graph.SkippedRead is { } skipped && skipped.Matches(_consumer, tableId))
        {
            return;
        }

        if (tableId >= _buffers.Length)
        {
            Array.Resize(ref _buffers, tableId + 16);
        }

        KeyReadBuffer<K> buffer = (KeyReadBuffer<K>)(_buffers[tableId] ??= new KeyReadBuffer<K>());
        if (buffer.IsEmpty)
        {
            _tables.Add(tableId);
        }

        buffer.Add(key);
    }

    private void Check(GraphNode read)
    {
        GraphNode? consumer = _consumer;
        if (consumer is null)
        {
            Throw.Invalid("reads are used outside of the call they belong to");
        }

        if (read.Graph != _graph)
        {
            Throw.Invalid($"{consumer}: {read} belongs to another graph");
        }

        if (read.Order >= consumer.Order && (read is Memo || _revision is null))
        {
            Throw.Invalid($"{consumer} reads {read}, which comes after it: that would be a cycle");
        }
    }
}
