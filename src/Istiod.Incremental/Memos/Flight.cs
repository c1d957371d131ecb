namespace Istiod.Incremental.Memos;

/// <summary>A computation of a memo cell that is under way, so that others wait for it instead of repeating it.</summary>
internal sealed record Flight(long Revision);
