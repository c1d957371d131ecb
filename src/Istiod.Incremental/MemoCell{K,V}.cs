using Istiod.Incremental.Memos;

namespace Istiod.Incremental;

/// <summary>One key of a memo that is in memory, typed.</summary>
public sealed class MemoCell<K, V> : MemoCell
    where K : notnull
{
    private MemoEntry<V>? _entry;

    internal MemoCell(Memo<K, V> memo, int id, K key)
        : base(id)
    {
        Memo = memo;
        Key = key;
    }

    /// <summary>The memo.</summary>
    public Memo<K, V> Memo { get; }

    /// <summary>The key.</summary>
    public K Key { get; }

    /// <inheritdoc/>
    public override Memo Owner => Memo;

    internal override bool HasEntry => Entry is not null;

    /// <summary>The latest value; read without the lock.</summary>
    internal MemoEntry<V>? Entry
    {
        get => Volatile.Read(ref _entry);
        set => Volatile.Write(ref _entry, value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Memo.Name}[{Key}]";

    internal override bool IsFor(long revision) => Entry is { } entry && entry.IsFor(revision);

    internal override void End(long revision) => Entry?.End(revision);

    internal override long BringUpTo(Revision revision) => Memo.BringUpTo(this, revision);

    internal override void RemoveFromOwner() => Memo.Remove(this);
}
