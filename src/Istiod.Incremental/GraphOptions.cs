namespace Istiod.Incremental;

/// <summary>Settings of a <see cref="Graph"/>.</summary>
public sealed record GraphOptions
{
    /// <summary>Whether each turn lists the keys that ran. Boxes every key: for tests and debugging.</summary>
    public bool KeepLedger { get; init; }

    /// <summary>How many memo values that nobody refers to stay in memory, for each memo.</summary>
    public int UnreferencedMemoCapacity { get; init; } = 128;
}
