namespace Istiod.Incremental.Edges;

/// <summary>Read keys of one collection or index.</summary>
internal sealed class KeyReadBuffer<K> : ReadBuffer
    where K : notnull
{
    private const int KeepCapacity = 4096;
    private readonly List<K> _keys = [];

    internal bool IsEmpty => _keys.Count == 0;

    internal void Add(K key)
    {
        int count = _keys.Count;
        if (count == 0 || !EqualityComparer<K>.Default.Equals(_keys[count - 1], key))
        {
            _keys.Add(key);
        }
    }

    internal override void Clear()
    {
        _keys.Clear();
        if (_keys.Capacity > KeepCapacity)
        {
            _keys.Capacity = KeepCapacity;
        }
    }

    internal override bool IsSame(EdgeTable table, object[] roots, object[] otherRoots)
    {
        IKeySource<K> source = ((KeyEdgeTable<K>)table).Source;
        foreach (K key in _keys)
        {
            if (!source.IsSame(key, roots, otherRoots))
            {
                return false;
            }
        }

        return true;
    }

    internal override bool AreIn(EdgeTable table, int tableId, ulong[]? edges, out int distinct)
    {
        KeyEdgeTable<K> keyed = (KeyEdgeTable<K>)table;
        HashSet<ulong> seen = [];
        foreach (K key in _keys)
        {
            if (!keyed.TryFindSlot(key, out int slot))
            {
                distinct = 0;
                return false;
            }

            seen.Add(((ulong)(uint)tableId << 32) | (uint)slot);
        }

        distinct = seen.Count;
        foreach (ulong edge in seen)
        {
            if (Array.BinarySearch(edges ?? [], edge) < 0)
            {
                return false;
            }
        }

        return true;
    }

    internal override void Resolve(EdgeTable table, int tableId, List<ulong> edges)
    {
        KeyEdgeTable<K> keyed = (KeyEdgeTable<K>)table;
        foreach (K key in _keys)
        {
            edges.Add(((ulong)(uint)tableId << 32) | (uint)keyed.SlotOf(key));
        }
    }
}
