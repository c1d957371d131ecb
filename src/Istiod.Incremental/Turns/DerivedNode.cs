using Istiod.Incremental.Edges;
using Istiod.Incremental.Maps;

namespace Istiod.Incremental.Turns;

/// <summary>A derived collection with its input: one cell for each input key, run when the input or a read changed.</summary>
internal sealed class DerivedNode<KI, VI, KO, VO> : Derived<KO, VO>, IDerivedNode
    where KI : notnull
    where KO : notnull
{
    private readonly Collection<KI, VI> _input;
    private readonly DeriveFunction<KI, VI, KO, VO> _function;
    private readonly OutputTable<KI, KO, VO> _outputs;
    private readonly Output<KO, VO> _output;
    private readonly SlotTable<KI> _slots = new();
    private readonly List<int> _dirty = [];
    private readonly List<int> _removed = [];
    private readonly List<Run> _runs = [];
    private readonly int _number;
    private DerivedCell<KO>[] _cells = [];

    internal DerivedNode(
        Graph graph,
        string name,
        Collection<KI, VI> input,
        DeriveFunction<KI, VI, KO, VO> function,
        MergeFunction<KI, KO, VO>? merge,
        IEqualityComparer<VO>? equality,
        IComparer<KO>? keyOrder)
        : base(graph, name, equality, keyOrder)
    {
        _input = input;
        _function = function;
        _number = graph.AddDerived(this);
        _output = new Output<KO, VO>(KeyOrder);
        _outputs = new OutputTable<KI, KO, VO>(name, Builder, input.KeyOrder, Equality, merge) { FindOwner = FindOwner };
    }

    public void MarkDirty(int slot)
    {
        ref DerivedCell<KO> cell = ref _cells[slot];
        if (!cell.IsDirty)
        {
            cell.IsDirty = true;
            _dirty.Add(slot);
        }
    }

    internal override void RunTurn(Turn turn)
    {
        TakeInputChanges();
        if (_dirty.Count == 0 && _removed.Count == 0)
        {
            return;
        }

        Builder.Start(MapIn(turn.Roots));
        RunDirty(turn);
        DropOldOutputs();
        SetNewOutputs();
        _outputs.Merge(turn);
        Publish(turn, _outputs.Touched);
        Reset();
    }

    internal override void Verify(Verification verification)
    {
        base.Verify(verification);
        PersistentMap<KI, VI> input = _input.MapIn(verification.Roots);
        if (input.Count != _slots.Count)
        {
            verification.Report(Name, _input.Name, $"{_slots.Count} cells for {input.Count} inputs");
        }

        int given = 0;
        for (int slot = 0; slot < _slots.Capacity; slot++)
        {
            if (_slots.IsUsed(slot))
            {
                given += _cells[slot].OutputCount;
                if (!_cells[slot].IsFailed && verification.Takes())
                {
                    VerifyCell(verification, slot, input);
                }
            }
        }

        PersistentMap<KO, VO> map = MapIn(verification.Roots);
        if (map.Count > given)
        {
            verification.Report(Name, Name, $"{map.Count} entries, but cells give {given}");
        }

        _outputs.Verify(verification, map);
    }

    private void TakeInputChanges()
    {
        if (_input.Changes is null)
        {
            return;
        }

        foreach (Change<KI, VI> change in _input.Changes)
        {
            if (!change.HasNew)
            {
                if (_slots.TryFind(change.Key, out int gone))
                {
                    _cells[gone].IsRemoved = true;
                    _removed.Add(gone);
                }

                continue;
            }

            int slot = _slots.FindOrAdd(change.Key, out bool isNew);
            if (isNew)
            {
                if (slot >= _cells.Length)
                {
                    Array.Resize(ref _cells, Math.Max(slot + 1, Math.Max(4, _cells.Length * 2)));
                }

                _cells[slot] = default;
            }

            MarkDirty(slot);
        }
    }

    private void RunDirty(Turn turn)
    {
        PersistentMap<KI, VI> input = _input.MapIn(turn.Roots);
        Reads reads = Graph.TurnReads;
        foreach (int slot in _dirty)
        {
            ref DerivedCell<KO> cell = ref _cells[slot];
            cell.IsDirty = false;
            if (cell.IsRemoved)
            {
                continue;
            }

            KI key = _slots.KeyAt(slot);
            if (!input.TryGet(key, out VI value))
            {
                Throw.Invalid($"{Name}: the engine lost the input {key}");
            }

            RunCount++;
            turn.Ledger?.Add(new LedgerEntry(Name, key));
            int start = _output.Count;
            reads.StartTurn(this, turn.Roots);
            try
            {
                _function(key, value, reads, _output);
                _output.Seal(start);
                cell.IsFailed = false;
                _runs.Add(new Run(slot, start, _output.Count - start));
            }
            catch (Exception exception)
            {
                // The user's function failed: the key keeps its last good outputs; what it read until then may heal it.
                _output.Truncate(start);
                cell.IsFailed = true;
                turn.Fail(Name, key, exception);
            }

            cell.Reads = reads.Commit(Graph.TurnEdgeStore, CellId.Pack(_number, slot), cell.Reads);
        }
    }

    /// <summary>First all removals, so that a key which moves from one input to another is no clash in between.</summary>
    private void DropOldOutputs()
    {
        foreach (int slot in _removed)
        {
            ref DerivedCell<KO> cell = ref _cells[slot];
            KI input = _slots.KeyAt(slot);
            foreach (KO key in cell.Outputs)
            {
                _outputs.Remove(input, key);
            }

            Graph.TurnEdgeStore.Drop(CellId.Pack(_number, slot), cell.Reads);
            cell = default;
            _slots.RemoveAt(slot);
        }

        foreach (Run run in _runs)
        {
            ReadOnlySpan<KeyValuePair<KO, VO>> now = _output.Slice(run.Start, run.Count);
            int at = 0;
            foreach (KO key in _cells[run.Slot].Outputs)
            {
                while (at < now.Length && KeyOrder.Compare(now[at].Key, key) < 0)
                {
                    at++;
                }

                if (at >= now.Length || KeyOrder.Compare(now[at].Key, key) != 0)
                {
                    _outputs.Remove(_slots.KeyAt(run.Slot), key);
                }
            }
        }
    }

    private void SetNewOutputs()
    {
        foreach (Run run in _runs)
        {
            ref DerivedCell<KO> cell = ref _cells[run.Slot];
            KI input = _slots.KeyAt(run.Slot);
            ReadOnlySpan<KeyValuePair<KO, VO>> now = _output.Slice(run.Start, run.Count);
            ReadOnlySpan<KO> before = cell.Outputs;
            bool changed = before.Length != now.Length;
            int at = 0;
            foreach (KeyValuePair<KO, VO> output in now)
            {
                while (at < before.Length && KeyOrder.Compare(before[at], output.Key) < 0)
                {
                    at++;
                }

                bool wasGiven = at < before.Length && KeyOrder.Compare(before[at], output.Key) == 0;
                changed |= _outputs.Set(input, output.Key, output.Value, wasGiven);
            }

            if (!changed)
            {
                CutOffCount++;
            }

            cell.SetOutputs(now);
        }
    }

    private KI FindOwner(KO key, KI asking)
    {
        for (int slot = 0; slot < _slots.Capacity; slot++)
        {
            if (_slots.IsUsed(slot) && !EqualityComparer<KI>.Default.Equals(_slots.KeyAt(slot), asking))
            {
                foreach (KO output in _cells[slot].Outputs)
                {
                    if (EqualityComparer<KO>.Default.Equals(output, key))
                    {
                        return _slots.KeyAt(slot);
                    }
                }
            }
        }

        Throw.Invalid($"{Name}: the engine lost the owner of {key}");
        return asking;
    }

    private void VerifyCell(Verification verification, int slot, PersistentMap<KI, VI> input)
    {
        KI key = _slots.KeyAt(slot);
        if (!input.TryGet(key, out VI value))
        {
            verification.Report(Name, key, "a cell without an input");
            return;
        }

        _output.Clear();
        verification.Reads.StartTurn(this, verification.Roots);
        try
        {
            _function(key, value, verification.Reads, _output);
            _output.Seal(0);
        }
        catch (Exception exception)
        {
            // The stored run did not fail, so this is a finding.
            verification.Report(Name, key, "a fresh run throws: " + exception.Message);
            _output.Clear();
            return;
        }

        if (!verification.Reads.Matches(Graph.TurnEdgeStore, _cells[slot].Reads))
        {
            verification.Report(Name, key, "a fresh run reads other keys than are recorded");
        }

        ReadOnlySpan<KeyValuePair<KO, VO>> now = _output.Slice(0, _output.Count);
        ReadOnlySpan<KO> before = _cells[slot].Outputs;
        PersistentMap<KO, VO> map = MapIn(verification.Roots);
        bool isSame = now.Length == before.Length;
        for (int i = 0; isSame && i < now.Length; i++)
        {
            isSame = KeyOrder.Compare(before[i], now[i].Key) == 0
                && _outputs.TryGet(map, key, before[i], out VO stored)
                && Equality.Equals(stored, now[i].Value);
        }

        if (!isSame)
        {
            verification.Report(Name, key, "a fresh run gives other outputs than are stored");
        }

        _output.Clear();
    }

    private void Reset()
    {
        _dirty.Clear();
        _removed.Clear();
        _runs.Clear();
        _output.Clear();
        _outputs.Reset();
    }

    private readonly record struct Run(int Slot, int Start, int Count);
}
