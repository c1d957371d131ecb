namespace Istiod.Incremental;

/// <summary>What <see cref="Graph.Verify"/> found.</summary>
/// <param name="Checked">How many keys were computed again.</param>
/// <param name="Findings">Empty when all is well.</param>
public sealed record VerifyResult(int Checked, IReadOnlyList<VerifyFinding> Findings);
