namespace Istiod.Incremental;

/// <summary>Figures of one memo, for <c>/debug/graph</c>.</summary>
/// <param name="Name">The memo.</param>
/// <param name="Count">How many keys are in memory.</param>
/// <param name="Retained">How many of them are retained.</param>
/// <param name="Runs">How many times a key was computed.</param>
/// <param name="CutOffs">How many of those runs gave an equal value.</param>
/// <param name="Verified">How many times a key was found unchanged without a run, as nothing it read had changed.</param>
/// <param name="LateRuns">How many runs were for a revision that was no longer the latest.</param>
/// <param name="Errors">How many runs threw.</param>
/// <param name="Edges">Read edges from memo keys to this memo.</param>
public sealed record MemoReport(
    string Name, int Count, int Retained, long Runs, long CutOffs, long Verified, long LateRuns, long Errors, int Edges);
