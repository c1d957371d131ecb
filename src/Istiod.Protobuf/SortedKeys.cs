using System.Buffers;

namespace Istiod.Protobuf;

/// <summary>Owns a rented array with the keys of one map in order; returned on dispose.</summary>
internal readonly ref struct SortedKeys<TKey, TValue>
    where TKey : notnull
{
    private static readonly Comparer<object> BoxedKeys = Comparer<object>.Create(
        static (a, b) => a is string s ? string.CompareOrdinal(s, (string)b) : Comparer<object>.Default.Compare(a, b));

    private readonly TKey[] _keys;
    private readonly int _count;

    /// <summary>Copies and sorts the keys.</summary>
    public SortedKeys(MapField<TKey, TValue> map)
    {
        _count = map.Count;
        _keys = ArrayPool<TKey>.Shared.Rent(_count);
        map.Keys.CopyTo(_keys, 0);
        if (_count > 1)
        {
            IComparer<TKey> comparer = typeof(TKey) == typeof(string)
                ? (IComparer<TKey>)(object)StringComparer.Ordinal
                : typeof(TKey) == typeof(object) ? (IComparer<TKey>)(object)BoxedKeys : Comparer<TKey>.Default;
            Array.Sort(_keys, 0, _count, comparer);
        }
    }

    /// <summary>The keys: strings in ordinal order, numbers by value, false before true.</summary>
    public ReadOnlySpan<TKey> Span => _keys.AsSpan(0, _count);

    /// <summary>Gives the array back.</summary>
    public void Dispose() => ArrayPool<TKey>.Shared.Return(_keys, clearArray: true);
}
