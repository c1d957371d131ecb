using Istiod.Incremental.Maps;

namespace Istiod.Incremental;

/// <summary>A read-only sequence of entries in the key order of their collection; a snapshot that later turns do not change.</summary>
/// <remarks>Walking it with <c>foreach (var (key, value) in entries)</c> allocates nothing.</remarks>
public readonly struct Entries<K, V>
    where K : notnull
{
    private readonly KeyValuePair<K, V>[]? _single;
    private readonly KeyValuePair<K, V>[][]? _chunks;

    internal Entries(KeyValuePair<K, V>[] entries)
    {
        _single = entries;
        Count = entries.Length;
    }

    internal Entries(SortedGroup<K, V> group)
    {
        Count = group.Count;
        if (group.Chunks.Length == 1)
        {
            _single = group.Chunks[0];
        }
        else
        {
            _chunks = group.Chunks;
        }
    }

    /// <summary>How many entries there are.</summary>
    public int Count { get; }

    /// <summary>Starts a walk in key order.</summary>
    public Enumerator GetEnumerator() => new(_single ?? [], _chunks);

    /// <summary>Copies the entries into a new array, in key order.</summary>
    public KeyValuePair<K, V>[] ToArray()
    {
        KeyValuePair<K, V>[] copy = new KeyValuePair<K, V>[Count];
        int at = 0;
        foreach (KeyValuePair<K, V> entry in this)
        {
            copy[at++] = entry;
        }

        return copy;
    }

    /// <summary>Walks the entries in key order.</summary>
    public struct Enumerator
    {
        private readonly KeyValuePair<K, V>[][]? _chunks;
        private KeyValuePair<K, V>[] _chunk;
        private int _chunkAt;
        private int _at = -1;

        internal Enumerator(KeyValuePair<K, V>[] single, KeyValuePair<K, V>[][]? chunks)
        {
            _chunk = single;
            _chunks = chunks;
        }

        /// <summary>The entry at the walk's place.</summary>
        public readonly KeyValuePair<K, V> Current => _chunk[_at];

        /// <summary>Steps on; false at the end.</summary>
        public bool MoveNext()
        {
            if (++_at < _chunk.Length)
            {
                return true;
            }

            if (_chunks is null || _chunkAt >= _chunks.Length)
            {
                return false;
            }

            _chunk = _chunks[_chunkAt++]; // chunks are never empty
            _at = 0;
            return true;
        }
    }
}
