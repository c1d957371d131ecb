namespace Istiod.Incremental.Turns;

/// <summary>For mutation runs in tests: reads of one table, or of one memo, by one consumer are not recorded.</summary>
/// <param name="TableId">The table; 0, the table of memo cells, if it is a memo.</param>
internal sealed record SkippedRead(GraphNode Consumer, int TableId, Memo? Memo = null)
{
    internal bool Matches(GraphNode? consumer, int tableId) => tableId == TableId && ReferenceEquals(consumer, Consumer);

    internal bool Matches(GraphNode? consumer, Memo memo) => ReferenceEquals(memo, Memo) && ReferenceEquals(consumer, Consumer);
}
