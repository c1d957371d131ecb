namespace Istiod.Incremental.Turns;

/// <summary>The contributions to an output key that two or more inputs give, in input-key order.</summary>
internal sealed class SharedOutput<KI, VO>(IComparer<KI> order)
{
    private readonly List<KeyValuePair<KI, VO>> _items = [];

    internal int Count => _items.Count;

    internal KeyValuePair<KI, VO> First => _items[0];

    internal ReadOnlySpan<KeyValuePair<KI, VO>> Items => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items);

    /// <summary>Adds or replaces a contribution.</summary>
    /// <returns>Whether it is a new contributor.</returns>
    internal bool Set(KI input, VO value)
    {
        int at = Find(input);
        if (at >= 0)
        {
            _items[at] = new(input, value);
            return false;
        }

        _items.Insert(~at, new(input, value));
        return true;
    }

    internal void Remove(KI input)
    {
        int at = Find(input);
        if (at >= 0)
        {
            _items.RemoveAt(at);
        }
    }

    internal bool TryGet(KI input, out VO value)
    {
        int at = Find(input);
        value = at >= 0 ? _items[at].Value : default!; // the caller looks at the result first
        return at >= 0;
    }

    private int Find(KI input)
    {
        int low = 0;
        int high = _items.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int compared = order.Compare(_items[middle].Key, input);
            if (compared == 0)
            {
                return middle;
            }

            (low, high) = compared < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
