namespace Istiod.Incremental.Memos;

/// <summary>A memo value and the revisions it is right for: from <see cref="From"/> until it is ended.</summary>
internal sealed class MemoEntry<V>(V value, Exception? error, bool isFailed, long from)
{
    private long _until = long.MaxValue;

    internal V Value { get; } = value;

    /// <summary>Set when there is no value at all.</summary>
    internal Exception? Error { get; } = error;

    /// <summary>The run threw; the value, if any, is the last good one.</summary>
    internal bool IsFailed { get; } = isFailed;

    internal long From { get; } = from;

    internal bool IsFor(long revision) => From <= revision && revision < Volatile.Read(ref _until);

    /// <summary>Ends the entry's life; called before the revision that ends it can be seen.</summary>
    internal void End(long until)
    {
        if (Volatile.Read(ref _until) > until)
        {
            Volatile.Write(ref _until, until);
        }
    }
}
