using Istiod.Incremental.Edges;
using Istiod.Incremental.Turns;

namespace Istiod.Incremental;

/// <summary>A keyed collection of immutable values, without its key and value types.</summary>
public abstract class Collection : GraphNode
{
    private protected Collection(Graph graph, string name)
        : base(graph, name)
    {
        Whole = new WholeSource();
        TurnAllEdges = new KeyEdgeTable<Unit>(Whole);
        MemoAllEdges = new KeyEdgeTable<Unit>(Whole);
        AllTableId = graph.AddTables(this, TurnAllEdges, MemoAllEdges);
    }

    private protected WholeSource Whole { get; }

    internal KeyEdgeTable<Unit> TurnAllEdges { get; }

    internal KeyEdgeTable<Unit> MemoAllEdges { get; }

    /// <summary>The edge table of reads of the whole collection.</summary>
    internal int AllTableId { get; }

    /// <summary>How many keys ran since the start.</summary>
    internal long RunCount { get; private protected set; }

    /// <summary>How many runs left every output as it was.</summary>
    internal long CutOffCount { get; private protected set; }

    /// <summary>Brings the collection's root up to date with this turn; everything before it already is.</summary>
    internal abstract void RunTurn(Turn turn);

    /// <summary>Tells memo cells that read what changed in this turn.</summary>
    internal abstract void CollectMemoReaders(List<int> cells);

    internal abstract void EndTurn();

    internal abstract CollectionReport Report(object[] roots);

    /// <summary>Lists where this collection differs from the same one of another graph that was wired alike.</summary>
    internal abstract void Compare(object[] roots, Collection other, object[] otherRoots, List<VerifyFinding> findings);

    /// <summary>For a source: adds its entries to a batch of another graph; nothing for a derived collection.</summary>
    internal virtual void CopyTo(Collection other, object[] roots, ChangeBatch batch)
    {
    }

    /// <summary>Recomputes a sample of the keys and lists what differs.</summary>
    internal virtual void Verify(Verification verification)
    {
    }
}
