using System.Buffers;

namespace Istiod.Protobuf;

/// <summary>Owns a rented array with the keys of one map in order; returned on dispose.</summary>
internal readonly ref struct SortedKeys<TKey, TValue>
    where TKey : notnull
{
    private static readonly Comparison<TKey> Order =
        typeof(TKey) == typeof(string) || typeof(TKey) == typeof(object) ? CompareText : Comparer<TKey>.Default.Compare;

    private readonly TKey[] _keys;
    private readonly int _count;

    /// <summary>Copies and sorts the keys.</summary>
    public SortedKeys(MapField<TKey, TValue> map)
    {
        _count = map.Count;
        _keys = ArrayPool<TKey>.Shared.Rent(_count);

        // The map's key collection would be an object for each map.
        int at = 0;
        foreach (KeyValuePair<TKey, TValue> entry in map)
        {
            _keys[at++] = entry.Key;
        }

        if (_count > 1)
        {
            _keys.AsSpan(0, _count).Sort(Order);
        }
    }

    /// <summary>The keys: strings in ordinal order, numbers by value, false before true.</summary>
    public ReadOnlySpan<TKey> Span => _keys.AsSpan(0, _count);

    /// <summary>Gives the array back.</summary>
    public void Dispose() => ArrayPool<TKey>.Shared.Return(_keys, clearArray: true);

    /// <summary>Strings ordinal; boxed numbers and bools, which tables have, by value.</summary>
    private static int CompareText(TKey a, TKey b) =>
        a is string text ? string.CompareOrdinal(text, (string)(object)b) : Comparer<object>.Default.Compare(a, b);
}
