namespace Istiod.Incremental;

/// <summary>Figures of a whole graph, for <c>/debug/graph</c>; a snapshot taken between two turns.</summary>
/// <param name="Revision">The revision that was current.</param>
/// <param name="Turns">How many turns ran.</param>
/// <param name="Errors">How many key failures there were since the start.</param>
/// <param name="Collections">In the order of addition.</param>
/// <param name="Memos">In the order of addition.</param>
public sealed record GraphReport(
    long Revision,
    long Turns,
    long Errors,
    IReadOnlyList<CollectionReport> Collections,
    IReadOnlyList<MemoReport> Memos);
