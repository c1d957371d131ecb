using Istiod.Incremental.Turns;

namespace Istiod.Incremental;

/// <summary>An index over a collection, without its index key type.</summary>
public abstract class CollectionIndex<K, V> : GraphNode
    where K : notnull
{
    private protected CollectionIndex(Graph graph, string name)
        : base(graph, name)
    {
    }

    internal abstract void Update(Turn turn, List<Change<K, V>> changes);

    internal abstract void CollectMemoReaders(List<int> cells);

    internal abstract void EndTurn();

    internal abstract IndexReport Report(object[] roots);

    internal abstract void Verify(Verification verification);
}
