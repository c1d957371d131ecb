namespace Istiod.Incremental.Edges;

/// <summary>The edges of a collection or an index, keyed without boxing.</summary>
internal sealed class KeyEdgeTable<K>(IKeySource<K> source) : EdgeTable
    where K : notnull
{
    private readonly SlotTable<K> _slots = new();
    private ReaderSet[] _readers = [];

    internal IKeySource<K> Source { get; } = source;

    /// <summary>The slot of a key; the caller adds a reader to a new slot at once.</summary>
    internal int SlotOf(K key)
    {
        int slot = _slots.FindOrAdd(key, out _);
        if (slot >= _readers.Length)
        {
            Array.Resize(ref _readers, Math.Max(slot + 1, Math.Max(4, _readers.Length * 2)));
        }

        return slot;
    }

    internal bool TryFindSlot(K key, out int slot) => _slots.TryFind(key, out slot);

    internal void CopyReaders(K key, List<int> cells)
    {
        if (_slots.TryFind(key, out int slot))
        {
            _readers[slot].CopyTo(cells);
        }
    }

    internal override void AddReader(int slot, int cell)
    {
        _readers[slot].Add(cell);
        EdgeCount++;
    }

    internal override void RemoveReader(int slot, int cell)
    {
        _readers[slot].Remove(cell);
        EdgeCount--;
        if (_readers[slot].Count == 0)
        {
            _readers[slot] = default;
            _slots.RemoveAt(slot);
        }
    }
}
