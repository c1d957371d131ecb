namespace Istiod.Incremental.Edges;

/// <summary>All read edges of one family of cells (derived cells, or memo cells).</summary>
/// <remarks>Owner: the turn for derived cells; the memo lock for memo cells.</remarks>
internal sealed class EdgeStore
{
    private readonly List<EdgeTable> _tables = [];
    private readonly List<ulong> _fresh = [];

    internal EdgeTable this[int tableId] => _tables[tableId];

    internal int Add(EdgeTable table)
    {
        _tables.Add(table);
        return _tables.Count - 1;
    }

    /// <summary>The list a computation's reads are resolved into; empty, and valid until <see cref="Replace"/>.</summary>
    internal List<ulong> StartResolve()
    {
        _fresh.Clear();
        return _fresh;
    }

    /// <summary>Makes the resolved reads the reads of <paramref name="cell"/>; touches only edges that differ from before.</summary>
    /// <returns>The sorted edges to hold for the cell: the old array when nothing changed; null for none.</returns>
    internal ulong[]? Replace(int cell, ulong[]? old)
    {
        Span<ulong> edges = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_fresh);
        int count = SortDistinct(edges);
        ReadOnlySpan<ulong> fresh = edges[..count];
        ReadOnlySpan<ulong> before = old;
        if (fresh.SequenceEqual(before))
        {
            return old;
        }

        Add(cell, fresh, before);
        Remove(cell, before, fresh);
        return count == 0 ? null : fresh.ToArray();
    }

    /// <returns>How many distinct edges there are, now sorted in front. One pass if they were sorted, as reads of a list mostly are.</returns>
    private static int SortDistinct(Span<ulong> edges)
    {
        int sorted = 1;
        while (sorted < edges.Length && edges[sorted - 1] < edges[sorted])
        {
            sorted++;
        }

        if (sorted >= edges.Length)
        {
            return edges.Length;
        }

        edges.Sort();
        int count = 0;
        for (int i = 0; i < edges.Length; i++)
        {
            if (i == 0 || edges[i] != edges[count - 1])
            {
                edges[count++] = edges[i];
            }
        }

        return count;
    }

    internal void Drop(int cell, ulong[]? reads) => Remove(cell, reads, default);

    /// <summary>Adds what is in <paramref name="fresh"/> only; before removals, so that a key that is read on keeps its slot.</summary>
    private void Add(int cell, ReadOnlySpan<ulong> fresh, ReadOnlySpan<ulong> before)
    {
        int at = 0;
        foreach (ulong edge in fresh)
        {
            while (at < before.Length && before[at] < edge)
            {
                at++;
            }

            if (at >= before.Length || before[at] != edge)
            {
                _tables[(int)(edge >> 32)].AddReader((int)(uint)edge, cell);
            }
        }
    }

    private void Remove(int cell, ReadOnlySpan<ulong> before, ReadOnlySpan<ulong> fresh)
    {
        int at = 0;
        foreach (ulong edge in before)
        {
            while (at < fresh.Length && fresh[at] < edge)
            {
                at++;
            }

            if (at >= fresh.Length || fresh[at] != edge)
            {
                _tables[(int)(edge >> 32)].RemoveReader((int)(uint)edge, cell);
            }
        }
    }
}
