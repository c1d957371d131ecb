using Istiod.Incremental.Edges;
using Istiod.Incremental.Turns;

namespace Istiod.Incremental.Memos;

/// <summary>All memo cells of a graph, their edges, and the wave that ends their values. Everything here is under <see cref="Lock"/>.</summary>
internal sealed class MemoStore
{
    private readonly List<MemoCell?> _cells = [];
    private readonly Stack<int> _freeIds = new();
    private readonly List<MemoCell> _stale = [];
    private readonly List<MemoCell> _wave = [];
    private readonly List<int> _readers = [];
    private readonly List<MemoCell> _evicting = [];
    private readonly Stack<Reads> _pool = new();
    private readonly Graph _graph;
    private readonly List<TurnError> _errors = [];
    private readonly List<LedgerEntry> _ledger = [];
    private bool _isEvicting;

    internal MemoStore(Graph graph)
    {
        _graph = graph;
        Edges = new EdgeStore();
        int table = Edges.Add(new MemoEdgeTable(this));
        System.Diagnostics.Debug.Assert(table == 0, "memo cells are table 0");
    }

    /// <summary>A monitor, not a <see cref="System.Threading.Lock"/>, as waiting for another's computation needs Wait and Pulse.</summary>
    internal object Lock { get; } = new();

    internal EdgeStore Edges { get; }

    /// <summary>The revision that values are installed for; it rises before the revision itself can be seen.</summary>
    internal long Revision { get; private set; }

    /// <summary>The roots of <see cref="Revision"/>.</summary>
    internal object[] Roots { get; private set; } = [];

    internal long ErrorCount { get; private set; }

    internal MemoCell CellAt(int id) => _cells[id]!; // ids in edges are of cells that exist

    internal int TakeId()
    {
        if (_freeIds.TryPop(out int id))
        {
            return id;
        }

        _cells.Add(null);
        return _cells.Count - 1;
    }

    internal void Add(MemoCell cell) => _cells[cell.Id] = cell;

    internal Reads Rent() => _pool.TryPop(out Reads? reads) ? reads : new Reads(_graph);

    internal void Return(Reads reads)
    {
        reads.Clear();
        _pool.Push(reads);
    }

    /// <summary>Ends values that read what changed, and of memos that read those, before <paramref name="revision"/> is published.</summary>
    internal void Invalidate(List<int> changed, long revision, object[] roots)
    {
        Revision = revision;
        Roots = roots;
        foreach (int id in changed)
        {
            MemoCell cell = CellAt(id);
            if (cell.State == MemoState.Clean)
            {
                Enter(cell, revision);
            }

            cell.State = MemoState.Dirty;
        }

        while (_wave.Count > 0)
        {
            MemoCell cell = _wave[^1];
            _wave.RemoveAt(_wave.Count - 1);
            _readers.Clear();
            cell.Readers.CopyTo(_readers);
            foreach (int id in _readers)
            {
                MemoCell reader = CellAt(id);
                reader.Suspect(cell.Id);
                if (reader.State == MemoState.Clean)
                {
                    Enter(reader, revision);
                    reader.State = MemoState.Maybe;
                }
            }
        }
    }

    /// <summary>Adds each pair of a memo and a memo that a value of it in memory was made from, once.</summary>
    internal void AddReadSites(List<SkippedRead> sites)
    {
        HashSet<(Memo Reader, Memo Read)> pairs = [];
        foreach (MemoCell? cell in _cells)
        {
            foreach (ulong edge in cell?.ReadEdges ?? [])
            {
                if (edge <= uint.MaxValue && pairs.Add((cell!.Owner, CellAt((int)edge).Owner))) // it has edges, so it is one
                {
                    sites.Add(new SkippedRead(cell.Owner, 0, CellAt((int)edge).Owner));
                }
            }
        }
    }

    /// <summary>The retained cells that are not up to date.</summary>
    internal MemoCell[] StaleCells()
    {
        MemoCell[] stale = [.. _stale];
        Array.Sort(stale, static (x, y) => x.Id.CompareTo(y.Id));
        return stale;
    }

    /// <summary>Puts a retained cell on, or takes it off, the list of those that are not up to date.</summary>
    internal void NoteStale(MemoCell cell)
    {
        bool isStale = cell.RetainCount > 0 && !cell.IsFor(Revision);
        if (isStale && cell.StaleIndex < 0)
        {
            cell.StaleIndex = _stale.Count;
            _stale.Add(cell);
        }
        else if (!isStale && cell.StaleIndex >= 0)
        {
            MemoCell last = _stale[^1];
            _stale[cell.StaleIndex] = last;
            last.StaleIndex = cell.StaleIndex;
            _stale.RemoveAt(_stale.Count - 1);
            cell.StaleIndex = -1;
        }
    }

    /// <summary>Keeps a cell that is referred to; queues one that is not, and evicts the oldest of those beyond the capacity.</summary>
    internal void Settle(MemoCell cell)
    {
        LinkedList<MemoCell> queue = cell.Owner.Unreferenced;
        if (cell.IsReferenced || cell.IsEvicted)
        {
            if (cell.UnreferencedNode is { } node)
            {
                queue.Remove(node);
                cell.UnreferencedNode = null;
            }

            return;
        }

        cell.UnreferencedNode ??= queue.AddLast(cell);
        LinkedListNode<MemoCell>? next = queue.First;
        while (queue.Count > _graph.Options.UnreferencedMemoCapacity && next is not null)
        {
            MemoCell oldest = next.Value;
            next = next.Next;
            TryEvict(oldest, queue);
        }

        DropEvicted();
    }

    internal void Fail(string name, string key, Exception exception)
    {
        const int MaxHeld = 256;
        ErrorCount++;
        if (_errors.Count < MaxHeld)
        {
            _errors.Add(new TurnError(name, key, exception.Message, exception));
        }
    }

    internal void NoteRun<K>(string name, K key)
        where K : notnull
    {
        if (_graph.Options.KeepLedger)
        {
            _ledger.Add(new LedgerEntry(name, key));
        }
    }

    internal void TakeErrors(List<TurnError> errors)
    {
        errors.AddRange(_errors);
        _errors.Clear();
    }

    internal List<LedgerEntry> TakeLedger()
    {
        List<LedgerEntry> ledger = [.. _ledger];
        _ledger.Clear();
        return ledger;
    }

    private void Enter(MemoCell cell, long revision)
    {
        cell.End(revision);
        NoteStale(cell);
        _wave.Add(cell);
    }

    /// <summary>Takes a cell out of its memo, unless a computation pins it at this very moment.</summary>
    private void TryEvict(MemoCell cell, LinkedList<MemoCell> queue)
    {
        if (cell.IsReferenced)
        {
            return;
        }

        cell.IsEvicted = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref cell.PinCount) > 0)
        {
            cell.IsEvicted = false; // the pinning thread looks again: it retries or keeps the cell
            return;
        }

        queue.Remove(cell.UnreferencedNode!); // it came from the queue
        cell.UnreferencedNode = null;
        cell.RemoveFromOwner();
        _evicting.Add(cell);
    }

    /// <summary>Drops edges of evicted cells, which may leave further cells without a reader.</summary>
    private void DropEvicted()
    {
        if (_isEvicting)
        {
            return;
        }

        _isEvicting = true;
        while (_evicting.Count > 0)
        {
            MemoCell cell = _evicting[^1];
            _evicting.RemoveAt(_evicting.Count - 1);
            Edges.Drop(cell.Id, cell.ReadEdges);
            cell.ReadEdges = null;
            _cells[cell.Id] = null;
            _freeIds.Push(cell.Id);
        }

        _isEvicting = false;
    }
}
