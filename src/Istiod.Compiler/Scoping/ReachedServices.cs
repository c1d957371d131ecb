using Istiod.Primitives;

namespace Istiod.Compiler.Scoping;

/// <summary>What the egress listeners of a scope import, before virtual services add their destinations.</summary>
/// <param name="PerListener">One list for each listener; one for a scope without listeners of its own.</param>
internal sealed record ReachedServices(ValueArray<ScopedServices> PerListener)
{
    /// <inheritdoc/>
    public bool Equals(ReachedServices? other) =>
        ReferenceEquals(this, other) || (other is not null && PerListener == other.PerListener);

    /// <inheritdoc/>
    public override int GetHashCode() => PerListener.Count;
}
