using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Istiod.Incremental.Memos;
using Istiod.Incremental.Turns;

namespace Istiod.Incremental;

/// <summary>A pure function of a key and of what it reads, computed when demanded at a revision and kept while it is right.</summary>
/// <remarks>
/// A key stays in memory while it is retained or while a memo value in memory was made from it; then in a small queue. A value that
/// is computed again and equals the old one keeps the old instance, and memos that read it are not computed again.
/// </remarks>
public sealed class Memo<K, V> : Memo
    where K : notnull
{
    private readonly ConcurrentDictionary<K, MemoCell<K, V>> _cells = new();
    private readonly Func<K, Reads, V> _function;
    private readonly IEqualityComparer<V> _equality;
    private readonly MemoStore _store;
    private readonly IMemoRefresher<K, V>? _refresher;
    private long _runs;
    private long _cutOffs;
    private long _verified;
    private long _lateRuns;
    private long _errors;

    internal Memo(
        Graph graph, string name, Func<K, Reads, V> function, IEqualityComparer<V>? equality, IMemoRefresher<K, V>? refresher)
        : base(graph, name)
    {
        _refresher = refresher;
        _function = function;
        _equality = equality ?? EqualityComparer<V>.Default;
        _store = graph.MemoStore;
    }

    /// <summary>Keeps a key in memory, and in <see cref="TurnResult.DirtyMemos"/>, until as many calls of <see cref="Release"/>.</summary>
    /// <remarks>Does not compute. Thread-safe.</remarks>
    public MemoCell<K, V> Retain(K key)
    {
        lock (_store.Lock)
        {
            MemoCell<K, V> cell = CellOf(key);
            cell.RetainCount++;
            _store.Settle(cell);
            _store.NoteStale(cell);
            return cell;
        }
    }

    /// <summary>Takes back one <see cref="Retain"/>. Thread-safe.</summary>
    /// <exception cref="InvalidOperationException">The key is not retained.</exception>
    public void Release(K key)
    {
        lock (_store.Lock)
        {
            if (!_cells.TryGetValue(key, out MemoCell<K, V>? cell) || cell.RetainCount == 0)
            {
                Throw.Invalid($"{Name}: {key} is released more often than retained");
            }

            cell.RetainCount--;
            _store.NoteStale(cell);
            _store.Settle(cell);
        }
    }

    /// <param name="reader">The computation that asks, if the read is to be recorded.</param>
    internal V Get(Revision revision, K key, Reads? reader)
    {
        while (true)
        {
            if (!_cells.TryGetValue(key, out MemoCell<K, V>? cell))
            {
                lock (_store.Lock)
                {
                    cell = CellOf(key);
                }
            }

            if (reader is not null)
            {
                Interlocked.Increment(ref cell.PinCount);
                if (cell.IsEvicted)
                {
                    cell.Unpin();
                    continue;
                }

                reader.Record(cell);
            }

            MemoEntry<V>? entry = EntryFor(cell, revision);
            if (entry is not null)
            {
                if (entry.Error is not null)
                {
                    throw new DerivationException($"{Name}: {key} has no value: {entry.Error.Message}", entry.Error);
                }

                return entry.Value;
            }
        }
    }

    internal long BringUpTo(MemoCell<K, V> cell, Revision revision)
    {
        _ = EntryFor(cell, revision);
        lock (_store.Lock)
        {
            return !cell.IsEvicted && _store.Revision == revision.Number && cell.IsFor(revision.Number)
                ? cell.ChangedAt
                : long.MaxValue;
        }
    }

    /// <summary>The value of a cell that another memo read, and whether it may differ from what it was at <paramref name="since"/>.</summary>
    /// <returns>False if there is no value, or none that is installed.</returns>
    internal bool TryGetInstalled(MemoCell<K, V> cell, Revision revision, long since, out V value, out bool isChanged)
    {
        MemoEntry<V>? entry = EntryFor(cell, revision);
        long changedAt = BringUpTo(cell, revision);
        isChanged = changedAt > since;
        value = entry is null ? default! : entry.Value; // the caller looks at the result first
        return entry is { Error: null } && changedAt != long.MaxValue;
    }

    internal void Remove(MemoCell<K, V> cell) => _cells.TryRemove(cell.Key, out _);

    internal override MemoReport Report()
    {
        int retained = 0;
        foreach (KeyValuePair<K, MemoCell<K, V>> cell in _cells)
        {
            retained += cell.Value.RetainCount > 0 ? 1 : 0;
        }

        return new MemoReport(Name, _cells.Count, retained, _runs, _cutOffs, _verified, _lateRuns, _errors, EdgeCount);
    }

    internal override void Verify(Verification verification)
    {
        Revision revision = verification.Revision;
        foreach (KeyValuePair<K, MemoCell<K, V>> pair in _cells)
        {
            MemoEntry<V>? entry = pair.Value.Entry;
            if (entry is null || entry.IsFailed || !entry.IsFor(revision.Number) || !verification.Takes())
            {
                continue;
            }

            verification.Reads.StartMemo(this, revision, isRecording: false);
            try
            {
                if (!_equality.Equals(_function(pair.Key, verification.Reads), entry.Value))
                {
                    verification.Report(Name, pair.Key, "a fresh run gives another value than is stored");
                }
            }
            catch (Exception exception)
            {
                // The stored run did not fail, so this is a finding.
                verification.Report(Name, pair.Key, "a fresh run throws: " + exception.Message);
            }
        }
    }

    internal override void Compare(Revision revision, Memo other, Revision otherRevision, List<VerifyFinding> findings)
    {
        Memo<K, V> theirs = (Memo<K, V>)other;
        foreach (KeyValuePair<K, MemoCell<K, V>> pair in _cells)
        {
            V mine = Get(revision, pair.Key, null);
            V fresh = theirs.Get(otherRevision, pair.Key, null);
            if (!_equality.Equals(mine, fresh))
            {
                findings.Add(new VerifyFinding(Name, pair.Key.ToString() ?? "", $"is {mine}, should be {fresh}"));
            }
        }
    }

    /// <summary>The cell of a key; a new one if there is none. Under the memo lock.</summary>
    private MemoCell<K, V> CellOf(K key)
    {
        if (!_cells.TryGetValue(key, out MemoCell<K, V>? cell))
        {
            cell = new MemoCell<K, V>(this, _store.TakeId(), key);
            _store.Add(cell);
            _cells[key] = cell;
        }

        return cell;
    }

    /// <returns>Null if the cell was evicted meanwhile.</returns>
    private MemoEntry<V>? EntryFor(MemoCell<K, V> cell, Revision revision)
    {
        MemoEntry<V>? entry = cell.Entry;
        if (entry is not null && entry.IsFor(revision.Number))
        {
            return entry;
        }

        if (revision.LateValue(cell) is MemoEntry<V> late)
        {
            return late;
        }

        Flight? flight;
        MemoState state;
        List<MemoCell>? read = null;
        Reads reads;
        lock (_store.Lock)
        {
            if (!TakeOff(cell, revision, out flight, out entry))
            {
                return entry;
            }

            state = cell.State;
            if (state == MemoState.Maybe && _store.Revision == revision.Number)
            {
                read = Suspects(cell);
            }

            reads = _store.Rent();
        }

        if (read is not null && entry is not null)
        {
            if (_refresher is not null && TryRefresh(cell, entry, read, revision, out MemoEntry<V>? refreshed, out bool isOther))
            {
                return Land(cell, revision, flight, reads, refreshed, isOther, isRun: isOther, keepsEdges: true);
            }

            if (_refresher is null && AreUnchanged(read, revision, entry.From))
            {
                MemoEntry<V> same = new(entry.Value, entry.Error, entry.IsFailed, revision.Number);
                return Land(cell, revision, flight, reads, same, isChanged: false, isRun: false, keepsEdges: true);
            }
        }

        bool isRecording = flight is not null;
        MemoEntry<V> fresh = Run(cell, revision, reads, isRecording, entry, out bool isChanged);
        return Land(cell, revision, flight, reads, fresh, isChanged, isRun: true, keepsEdges: false);
    }

    /// <summary>Decides who computes. Under the memo lock; waits if another thread computes the same.</summary>
    /// <param name="flight">Ours; null if another one is under way for a newer revision: then the result is for this revision only.</param>
    /// <param name="entry">If true is returned: the value before, if any. If false: the result, or null for an evicted cell.</param>
    /// <returns>Whether the caller has to compute.</returns>
    private bool TakeOff(MemoCell<K, V> cell, Revision revision, out Flight? flight, out MemoEntry<V>? entry)
    {
        flight = null;
        while (true)
        {
            entry = cell.Entry;
            if (cell.IsEvicted)
            {
                entry = null;
                return false;
            }

            if (entry is not null && entry.IsFor(revision.Number))
            {
                return false;
            }

            if (cell.Flight is not { } other || other.Revision < revision.Number)
            {
                flight = new Flight(revision.Number);
                cell.Flight = flight;
                return true;
            }

            if (other.Revision > revision.Number)
            {
                return true;
            }

            Monitor.Wait(_store.Lock);
            if (revision.LateValue(cell) is MemoEntry<V> late)
            {
                entry = late;
                return false;
            }
        }
    }

    /// <summary>The cells that this one read and that may have changed since; under the memo lock.</summary>
    private List<MemoCell> Suspects(MemoCell<K, V> cell)
    {
        List<int> ids = cell.Suspects ?? [];
        ids.Sort();
        List<MemoCell> suspects = new(ids.Count);
        for (int i = 0; i < ids.Count; i++)
        {
            if (i == 0 || ids[i] != ids[i - 1])
            {
                suspects.Add(_store.CellAt(ids[i]));
            }
        }

        return suspects;
    }

    private bool TryRefresh(
        MemoCell<K, V> cell,
        MemoEntry<V> before,
        List<MemoCell> suspects,
        Revision revision,
        [NotNullWhen(true)] out MemoEntry<V>? refreshed,
        out bool isChanged)
    {
        refreshed = null;
        isChanged = false;
        if (before.IsFailed)
        {
            return false;
        }

        try
        {
            if (!_refresher!.TryRefresh(cell.Key, before.Value, suspects, revision, before.From, out V value)) // the caller looked
            {
                return false;
            }

            isChanged = !ReferenceEquals(value, before.Value) && !_equality.Equals(value, before.Value);
            refreshed = new MemoEntry<V>(isChanged ? value : before.Value, null, false, revision.Number);
            return true;
        }
        catch (Exception exception)
        {
            // The user's update failed: reported, and the value is built from scratch instead.
            NoteFailure(cell, exception);
            return false;
        }
    }

    private static bool AreUnchanged(List<MemoCell> read, Revision revision, long since)
    {
        foreach (MemoCell cell in read)
        {
            if (cell.BringUpTo(revision) > since)
            {
                return false;
            }
        }

        return true;
    }

    private MemoEntry<V> Run(
        MemoCell<K, V> cell, Revision revision, Reads reads, bool isRecording, MemoEntry<V>? before, out bool isChanged)
    {
        isChanged = true;
        reads.StartMemo(this, revision, isRecording);
        try
        {
            V value = _function(cell.Key, reads);
            if (before is { Error: null } && _equality.Equals(before.Value, value))
            {
                isChanged = false;
                value = before.Value; // the old instance stays
            }

            return new MemoEntry<V>(value, null, false, revision.Number);
        }
        catch (Exception exception)
        {
            // The user's function failed: the key keeps its last good value, if there is one.
            NoteFailure(cell, exception);
            if (before is { Error: null })
            {
                isChanged = false;
                return new MemoEntry<V>(before.Value, null, true, revision.Number);
            }

            return new MemoEntry<V>(default!, exception, true, revision.Number); // an entry with an error has no value
        }
    }

    private void NoteFailure(MemoCell<K, V> cell, Exception exception)
    {
        lock (_store.Lock)
        {
            _errors++;
            _store.Fail(Name, cell.Key.ToString() ?? "", exception);
        }
    }

    /// <summary>Installs a result if its revision is still the latest, else keeps it with the revision.</summary>
    private MemoEntry<V> Land(
        MemoCell<K, V> cell,
        Revision revision,
        Flight? flight,
        Reads reads,
        MemoEntry<V> entry,
        bool isChanged,
        bool isRun,
        bool keepsEdges)
    {
        lock (_store.Lock)
        {
            if (flight is not null && ReferenceEquals(cell.Flight, flight))
            {
                cell.Flight = null;
            }

            if (isRun)
            {
                _runs++;
                _cutOffs += isChanged ? 0 : 1;
                _store.NoteRun(Name, cell.Key);
            }
            else
            {
                _verified++;
            }

            if (flight is null || cell.IsEvicted)
            {
                _lateRuns++;
                entry = (MemoEntry<V>)revision.KeepLate(cell, entry);
            }
            else if (_store.Revision == revision.Number)
            {
                Install(cell, keepsEdges ? null : reads, entry, isChanged);
            }
            else
            {
                _lateRuns++;
                entry = (MemoEntry<V>)revision.KeepLate(cell, entry);
                if (!keepsEdges && !entry.IsFailed && !cell.IsFor(_store.Revision) && reads.AreStillTrue(_store, revision.Number))
                {
                    // Turns came faster than this computation; none touched what it read, so it need not run again.
                    long from = _store.Revision == revision.Number + 1 ? revision.Number : _store.Revision;
                    Install(cell, reads, new MemoEntry<V>(entry.Value, null, false, from), isChanged: true);
                }
            }

            foreach (MemoCell read in reads.TakePinned())
            {
                read.Unpin();
                _store.Settle(read);
            }

            _store.Return(reads);
            _store.Settle(cell);
            Monitor.PulseAll(_store.Lock);
            return entry;
        }
    }

    /// <summary>Makes a value the cell's own at the latest revision. Under the memo lock.</summary>
    /// <param name="reads">What it read; null if that is as before.</param>
    private void Install(MemoCell<K, V> cell, Reads? reads, MemoEntry<V> entry, bool isChanged)
    {
        if (reads is not null)
        {
            cell.ReadEdges = reads.Commit(_store.Edges, cell.Id, cell.ReadEdges);
        }

        if (isChanged)
        {
            cell.ChangedAt = entry.From;
        }

        cell.State = MemoState.Clean;
        cell.Suspects = null;
        cell.Entry = entry;
        _store.NoteStale(cell);
    }
}
