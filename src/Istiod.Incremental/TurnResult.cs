namespace Istiod.Incremental;

/// <summary>What one turn did.</summary>
public sealed class TurnResult
{
    private readonly IReadOnlyList<ChangeSet> _changed;

    internal TurnResult(
        Revision revision,
        IReadOnlyList<ChangeSet> changed,
        IReadOnlyList<MemoCell> dirtyMemos,
        IReadOnlyList<TurnError> errors,
        IReadOnlyList<LedgerEntry> ledger)
    {
        Revision = revision;
        _changed = changed;
        DirtyMemos = dirtyMemos;
        Errors = errors;
        Ledger = ledger;
    }

    /// <summary>The revision that is current after the turn: a new one, or the one before if no entry of any collection changed.</summary>
    public Revision Revision { get; }

    /// <summary>Whether any entry of any collection changed.</summary>
    public bool HasChanges => _changed.Count > 0;

    /// <summary>Every retained memo key whose value may differ from the revision before, or was not brought up to date since.</summary>
    /// <remarks>
    /// Complete: a retained key that is not listed has the same value as at the revision before. It may list keys that turn out
    /// equal when demanded. Keys are demanded with <see cref="Incremental.Revision.Get{K,V}"/>.
    /// </remarks>
    public IReadOnlyList<MemoCell> DirtyMemos { get; }

    /// <summary>Failures of single keys in this turn, and of memo keys since the turn before.</summary>
    public IReadOnlyList<TurnError> Errors { get; }

    /// <summary>Which derived keys ran, in order; empty unless <see cref="GraphOptions.KeepLedger"/> is set.</summary>
    public IReadOnlyList<LedgerEntry> Ledger { get; }

    /// <summary>The collections that changed, in the order of evaluation.</summary>
    public IReadOnlyList<Collection> ChangedCollections()
    {
        Collection[] changed = new Collection[_changed.Count];
        for (int i = 0; i < changed.Length; i++)
        {
            changed[i] = _changed[i].Collection;
        }

        return changed;
    }

    /// <summary>The changes of one collection, after equality cut-off; each key once, in key order; empty if it did not change.</summary>
    public IReadOnlyList<Change<K, V>> Changes<K, V>(Collection<K, V> collection)
        where K : notnull
    {
        foreach (ChangeSet set in _changed)
        {
            if (ReferenceEquals(set.Collection, collection))
            {
                List<Change<K, V>> sorted = [.. (List<Change<K, V>>)set.List];
                IComparer<K> order = collection.KeyOrder;
                sorted.Sort((x, y) => order.Compare(x.Key, y.Key));
                return sorted;
            }
        }

        return [];
    }

    /// <summary>The keys of one memo in <see cref="DirtyMemos"/>, in no declared order.</summary>
    public IReadOnlyList<K> DirtyKeys<K, V>(Memo<K, V> memo)
        where K : notnull
    {
        List<K> keys = [];
        foreach (MemoCell cell in DirtyMemos)
        {
            if (cell is MemoCell<K, V> typed && ReferenceEquals(typed.Memo, memo))
            {
                keys.Add(typed.Key);
            }
        }

        return keys;
    }
}
