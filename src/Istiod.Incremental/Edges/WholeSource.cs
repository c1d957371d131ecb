namespace Istiod.Incremental.Edges;

/// <summary>A collection that is read as a whole: the same if its root is.</summary>
internal sealed class WholeSource : IKeySource<Unit>
{
    /// <summary>Set once the collection knows its root.</summary>
    internal int RootIndex { get; set; }

    public bool IsSame(Unit key, object[] roots, object[] otherRoots) => ReferenceEquals(roots[RootIndex], otherRoots[RootIndex]);
}
