namespace Istiod.Incremental;

/// <summary>Figures of one index, for <c>/debug/graph</c>.</summary>
/// <param name="Name">The index.</param>
/// <param name="Count">How many index keys have members.</param>
/// <param name="TurnEdges">Read edges from derived keys to this index.</param>
/// <param name="MemoEdges">Read edges from memo keys to this index.</param>
public sealed record IndexReport(string Name, int Count, int TurnEdges, int MemoEdges);
