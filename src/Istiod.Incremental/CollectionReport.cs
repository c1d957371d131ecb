namespace Istiod.Incremental;

/// <summary>Figures of one collection, for <c>/debug/graph</c>.</summary>
/// <param name="Name">The collection.</param>
/// <param name="Count">How many entries it holds.</param>
/// <param name="Runs">How many keys ran since the start (0 for sources).</param>
/// <param name="CutOffs">How many of those runs changed no output.</param>
/// <param name="TurnEdges">Read edges from derived keys to this collection.</param>
/// <param name="MemoEdges">Read edges from memo keys to this collection.</param>
/// <param name="AllEdges">How many of both are reads of the whole collection.</param>
/// <param name="AllReaders">Names of the nodes that ever read the whole collection.</param>
/// <param name="Indexes">Its indexes.</param>
public sealed record CollectionReport(
    string Name,
    int Count,
    long Runs,
    long CutOffs,
    int TurnEdges,
    int MemoEdges,
    int AllEdges,
    IReadOnlyList<string> AllReaders,
    IReadOnlyList<IndexReport> Indexes);
