namespace Istiod.Webhooks.Injection.Workloads;

/// <summary>What became of a file of workloads.</summary>
/// <param name="Yaml">The documents, each with a line of dashes behind it; up to the one that failed.</param>
/// <param name="Warnings">One line for each workload that was left alone.</param>
/// <param name="Fault">Why it stopped; null if it did not.</param>
public sealed record WorkloadResult(string Yaml, IReadOnlyList<string> Warnings, string? Fault);
