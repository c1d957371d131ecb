namespace Istiod.Incremental.Turns;

/// <summary>The state of one turn while it runs.</summary>
internal sealed class Turn(long number, object[] roots, bool keepLedger)
{
    private readonly List<int> _readers = [];

    internal long Number { get; } = number;

    /// <summary>The roots so far: those of collections that already ran are final.</summary>
    internal object[] Roots { get; } = roots;

    internal List<ChangeSet> Changed { get; } = [];

    internal List<TurnError> Errors { get; } = [];

    internal List<LedgerEntry>? Ledger { get; } = keepLedger ? [] : null;

    internal List<int> StartReaders()
    {
        _readers.Clear();
        return _readers;
    }

    internal void Fail<K>(string node, K key, Exception exception) =>
        Errors.Add(new TurnError(node, key?.ToString() ?? "", exception.Message, exception));
}
