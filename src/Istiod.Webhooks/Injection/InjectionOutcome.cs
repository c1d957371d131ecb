namespace Istiod.Webhooks.Injection;

/// <summary>What becomes of a pod.</summary>
/// <param name="Patch">JSON patch for the pod; null if it is left alone or refused.</param>
/// <param name="Refusal">Why it is refused; null if it is not.</param>
public sealed record InjectionOutcome(ReadOnlyMemory<byte>? Patch, string? Refusal)
{
    /// <summary>A pod that no rule wants injected.</summary>
    public static readonly InjectionOutcome Skipped = new(null, null);
}
