namespace Istiod.Incremental.Edges;

/// <summary>The read keys of one readable thing and who read each: the reverse side of read edges.</summary>
internal abstract class EdgeTable
{
    /// <summary>How many (key, reader) edges there are.</summary>
    internal int EdgeCount { get; set; }

    internal abstract void AddReader(int slot, int cell);

    /// <summary>Removes an edge, and the key when nobody reads it any more.</summary>
    internal abstract void RemoveReader(int slot, int cell);
}
