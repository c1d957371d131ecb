namespace Istiod.Incremental;

/// <summary>One run of one key; kept only when <see cref="GraphOptions.KeepLedger"/> is set.</summary>
/// <param name="Node">The name of the collection or memo.</param>
/// <param name="Key">The key, boxed: for tests and debugging.</param>
public readonly record struct LedgerEntry(string Node, object Key);
