namespace Istiod.Incremental;

/// <summary>The only key of a collection that holds at most one value.</summary>
public readonly record struct Unit : IComparable<Unit>
{
    /// <inheritdoc/>
    public int CompareTo(Unit other) => 0;

    /// <inheritdoc/>
    public override string ToString() => "()";
}
