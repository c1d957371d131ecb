namespace Istiod.Incremental.Edges;

/// <summary>Something that is read by key, and can tell whether a key reads the same in two states.</summary>
internal interface IKeySource<K>
{
    /// <returns>True only if a read of the key gives equal results in both; false if that is not cheap to tell.</returns>
    bool IsSame(K key, object[] roots, object[] otherRoots);
}
