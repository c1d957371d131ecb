namespace Istiod.Incremental;

/// <summary>A collection that a function makes of another; made by <see cref="Graph.Derive"/>. Kept up to date in every turn.</summary>
public abstract class Derived<K, V> : Collection<K, V>
    where K : notnull
{
    private protected Derived(Graph graph, string name, IEqualityComparer<V>? equality, IComparer<K>? keyOrder)
        : base(graph, name, equality, keyOrder)
    {
    }
}
