namespace Istiod.Incremental.Maps;

/// <summary>An immutable list of entries in key order, in chunks, so that an edit of a large group copies one chunk only.</summary>
internal sealed class SortedGroup<K, V>
    where K : notnull
{
    private const int ChunkSize = 64;

    internal static readonly SortedGroup<K, V> Empty = new([], 0);

    private SortedGroup(KeyValuePair<K, V>[][] chunks, int count)
    {
        Chunks = chunks;
        Count = count;
    }

    internal KeyValuePair<K, V>[][] Chunks { get; }

    internal int Count { get; }

    internal SortedGroup<K, V> Set(IComparer<K> order, K key, V value)
    {
        if (Chunks.Length == 0)
        {
            return new SortedGroup<K, V>([[new(key, value)]], 1);
        }

        int at = FindChunk(order, key);
        KeyValuePair<K, V>[] chunk = Chunks[at];
        int position = FindIn(chunk, order, key);
        if (position >= 0)
        {
            KeyValuePair<K, V>[] replaced = (KeyValuePair<K, V>[])chunk.Clone();
            replaced[position] = new(key, value);
            return With(at, replaced, Count);
        }

        position = ~position;
        KeyValuePair<K, V>[] grown = new KeyValuePair<K, V>[chunk.Length + 1];
        Array.Copy(chunk, grown, position);
        grown[position] = new(key, value);
        Array.Copy(chunk, position, grown, position + 1, chunk.Length - position);
        return grown.Length <= ChunkSize ? With(at, grown, Count + 1) : Split(at, grown);
    }

    /// <summary>The group without <paramref name="key"/>; the same group if it is not there.</summary>
    internal SortedGroup<K, V> Remove(IComparer<K> order, K key)
    {
        if (Chunks.Length == 0)
        {
            return this;
        }

        int at = FindChunk(order, key);
        KeyValuePair<K, V>[] chunk = Chunks[at];
        int position = FindIn(chunk, order, key);
        if (position < 0)
        {
            return this;
        }

        if (chunk.Length > 1)
        {
            return With(at, Without(chunk, position), Count - 1);
        }

        return Count == 1 ? Empty : new SortedGroup<K, V>(Without(Chunks, at), Count - 1);
    }

    private static T[] Without<T>(T[] items, int position)
    {
        T[] rest = new T[items.Length - 1];
        Array.Copy(items, rest, position);
        Array.Copy(items, position + 1, rest, position, rest.Length - position);
        return rest;
    }

    private static int FindIn(KeyValuePair<K, V>[] chunk, IComparer<K> order, K key)
    {
        int low = 0;
        int high = chunk.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int compared = order.Compare(chunk[middle].Key, key);
            if (compared == 0)
            {
                return middle;
            }

            (low, high) = compared < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The last chunk whose first key is not after <paramref name="key"/>, else the first chunk.</summary>
    private int FindChunk(IComparer<K> order, K key)
    {
        int low = 0;
        int high = Chunks.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            (low, high) = order.Compare(Chunks[middle][0].Key, key) <= 0 ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private SortedGroup<K, V> With(int at, KeyValuePair<K, V>[] chunk, int count)
    {
        KeyValuePair<K, V>[][] chunks = (KeyValuePair<K, V>[][])Chunks.Clone();
        chunks[at] = chunk;
        return new SortedGroup<K, V>(chunks, count);
    }

    private SortedGroup<K, V> Split(int at, KeyValuePair<K, V>[] chunk)
    {
        // Keys mostly arrive in rising order, so the last chunk is split at its end and stays full.
        int cut = at == Chunks.Length - 1 ? ChunkSize : ChunkSize / 2;
        KeyValuePair<K, V>[][] chunks = new KeyValuePair<K, V>[Chunks.Length + 1][];
        Array.Copy(Chunks, chunks, at);
        chunks[at] = chunk[..cut];
        chunks[at + 1] = chunk[cut..];
        Array.Copy(Chunks, at + 1, chunks, at + 2, Chunks.Length - at - 1);
        return new SortedGroup<K, V>(chunks, Count + 1);
    }
}
