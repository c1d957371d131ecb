namespace Istiod.Incremental.Turns;

/// <summary>For mutation runs in tests: reads of one table by one consumer are not recorded.</summary>
internal sealed record SkippedRead(GraphNode Consumer, int TableId)
{
    internal bool Matches(GraphNode? consumer, int tableId) => tableId == TableId && ReferenceEquals(consumer, Consumer);
}
