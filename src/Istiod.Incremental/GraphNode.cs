namespace Istiod.Incremental;

/// <summary>A named part of a <see cref="Graph"/>.</summary>
public abstract class GraphNode
{
    private ulong[] _readTables = [];

    private protected GraphNode(Graph graph, string name)
    {
        Graph = graph;
        Name = name;
        Order = graph.Register(this);
    }

    /// <summary>The name, unique in its graph.</summary>
    public string Name { get; }

    internal Graph Graph { get; }

    /// <summary>Place in the order of addition, which is the order of evaluation: a node reads only nodes before it.</summary>
    internal int Order { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Remembers that a computation of this node read from a table, for the report and for mutation runs.</summary>
    internal void NoteReadTable(int tableId)
    {
        int word = tableId >> 6;
        if (word >= _readTables.Length)
        {
            Array.Resize(ref _readTables, word + 1);
        }

        _readTables[word] |= 1UL << (tableId & 63);
    }

    internal bool HasReadTable(int tableId)
    {
        int word = tableId >> 6;
        return word < _readTables.Length && (_readTables[word] & (1UL << (tableId & 63))) != 0;
    }
}
