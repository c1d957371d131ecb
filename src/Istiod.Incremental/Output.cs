namespace Istiod.Incremental;

/// <summary>Takes the outputs of one run of a derivation.</summary>
public sealed class Output<K, V>
    where K : notnull
{
    private readonly Maps.EntryOrder<K, V> _order;
    private readonly List<KeyValuePair<K, V>> _items = [];

    internal Output(IComparer<K> keyOrder) => _order = new Maps.EntryOrder<K, V>(keyOrder);

    internal int Count => _items.Count;

    /// <summary>Adds an output; each key once for each run, in any order.</summary>
    public void Add(K key, V value) => _items.Add(new(key, value));

    internal ReadOnlySpan<KeyValuePair<K, V>> Slice(int start, int count) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items).Slice(start, count);

    /// <summary>Puts the outputs since <paramref name="start"/> in key order.</summary>
    /// <exception cref="InvalidOperationException">The run gave one key twice.</exception>
    internal void Seal(int start)
    {
        int count = _items.Count - start;
        if (count < 2)
        {
            return;
        }

        _items.Sort(start, count, _order);
        for (int i = start + 1; i < _items.Count; i++)
        {
            if (_order.Compare(_items[i - 1], _items[i]) == 0)
            {
                Throw.Invalid($"one input gave the output key {_items[i].Key} twice");
            }
        }
    }

    internal void Truncate(int start) => _items.RemoveRange(start, _items.Count - start);

    internal void Clear()
    {
        _items.Clear();
        if (_items.Capacity > 1024)
        {
            _items.Capacity = 1024;
        }
    }
}
