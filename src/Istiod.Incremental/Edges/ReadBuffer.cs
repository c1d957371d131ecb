namespace Istiod.Incremental.Edges;

/// <summary>What one computation read of one table, before it is known whether the result will be kept.</summary>
internal abstract class ReadBuffer
{
    internal abstract void Clear();

    /// <summary>Whether every read would give the same in another state.</summary>
    internal abstract bool IsSame(EdgeTable table, object[] roots, object[] otherRoots);

    /// <summary>Whether every read key is an edge of <paramref name="edges"/>; counts distinct keys.</summary>
    internal abstract bool AreIn(EdgeTable table, int tableId, ulong[]? edges, out int distinct);

    /// <summary>Appends the slots of the read keys to <paramref name="edges"/>, as (table, slot).</summary>
    internal abstract void Resolve(EdgeTable table, int tableId, List<ulong> edges);
}
