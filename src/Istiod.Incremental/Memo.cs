namespace Istiod.Incremental;

/// <summary>A lazy function with a memory, without its key and value types.</summary>
public abstract class Memo : GraphNode
{
    private protected Memo(Graph graph, string name)
        : base(graph, name)
    {
    }

    /// <summary>Cells that nobody refers to, the one that became so first in front.</summary>
    internal LinkedList<MemoCell> Unreferenced { get; } = new();

    internal int EdgeCount { get; set; }

    internal abstract MemoReport Report();

    /// <summary>Demands every key in memory here and in another graph that was wired alike, and lists what differs.</summary>
    internal abstract void Compare(Revision revision, Memo other, Revision otherRevision, List<VerifyFinding> findings);

    internal abstract void Verify(Turns.Verification verification);
}
