namespace Istiod.Webhooks.Patches;

/// <summary>How one field of a type is merged.</summary>
/// <param name="Shape">What the field holds.</param>
/// <param name="Type">Of an object, or of a list's objects; null for all else.</param>
/// <param name="MergesList">Whether lists are merged element by element.</param>
/// <param name="MergeKey">The field that tells elements apart; empty for lists merged by value.</param>
/// <param name="IsReplaced">Whether objects are taken whole.</param>
internal sealed record PatchField(PatchFieldShape Shape, string? Type, bool MergesList, string MergeKey, bool IsReplaced);
