using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>What is said of one object that somebody wants to store.</summary>
/// <param name="Step">Where it ended.</param>
/// <param name="Message">Why it is refused, in the reference's words; empty if it is not.</param>
/// <param name="Warnings">What its author should know; empty if it is refused.</param>
public sealed record ObjectVerdict(ObjectStep Step, string Message, ValueArray<string> Warnings)
{
    /// <summary>Whether the object may be stored.</summary>
    public bool IsAllowed => Step == ObjectStep.Allowed;

    internal static ObjectVerdict Refuse(ObjectStep step, string message) => new(step, message, []);
}
