namespace Istiod.Incremental.Maps;

/// <summary>An immutable hash map: a two-level directory of small buckets; edited by a <see cref="MapBuilder{K,V}"/>.</summary>
/// <remarks>
/// Chosen by measurement (ADR 0001). A lookup is two array steps and a scan of a bucket of about four entries; an edit copies one
/// bucket, one segment of 64 buckets and the top directory. An entry costs about 8 bytes above its key and value.
/// </remarks>
internal sealed class PersistentMap<K, V>
    where K : notnull
{
    internal const int SegmentBits = 6;
    internal const int SegmentSize = 1 << SegmentBits;

    internal static readonly PersistentMap<K, V> Empty = new([new KeyValuePair<K, V>[]?[1]], 1, 0);

    internal readonly KeyValuePair<K, V>[]?[][] Segments;
    internal readonly int BucketCount;
    private KeyValuePair<K, V>[]? _sorted;

    internal PersistentMap(KeyValuePair<K, V>[]?[][] segments, int bucketCount, int count)
    {
        Segments = segments;
        BucketCount = bucketCount;
        Count = count;
    }

    internal int Count { get; }

    /// <summary>Spreads the bits of a hash code, so that sequential codes do not share a bucket by their low bits only.</summary>
    internal static uint Spread(K key)
    {
        uint hash = (uint)key.GetHashCode() * 0x9E3779B1u;
        return hash ^ (hash >> 15);
    }

    internal bool TryGet(K key, out V value)
    {
        uint bucket = Spread(key) & (uint)(BucketCount - 1);
        KeyValuePair<K, V>[]? entries = Segments[bucket >> SegmentBits][bucket & (SegmentSize - 1)];
        if (entries is not null)
        {
            for (int i = 0; i < entries.Length; i++)
            {
                if (EqualityComparer<K>.Default.Equals(entries[i].Key, key))
                {
                    value = entries[i].Value;
                    return true;
                }
            }
        }

        value = default!; // the caller looks at the result first
        return false;
    }

    /// <summary>All entries in the order of <paramref name="order"/>; sorted once for each map, then shared.</summary>
    internal KeyValuePair<K, V>[] Sorted(IComparer<K> order)
    {
        KeyValuePair<K, V>[]? sorted = Volatile.Read(ref _sorted);
        if (sorted is null)
        {
            sorted = new KeyValuePair<K, V>[Count];
            int at = 0;
            foreach (KeyValuePair<K, V>[]?[] segment in Segments)
            {
                foreach (KeyValuePair<K, V>[]? bucket in segment)
                {
                    if (bucket is not null)
                    {
                        bucket.CopyTo(sorted, at);
                        at += bucket.Length;
                    }
                }
            }

            Array.Sort(sorted, new EntryOrder<K, V>(order));
            Volatile.Write(ref _sorted, sorted);
        }

        return sorted;
    }

    /// <summary>Enumerates in no declared order; only for work whose result does not depend on order.</summary>
    public Enumerator GetEnumerator() => new(Segments);

    /// <summary>Walks segments and buckets without an allocation.</summary>
    internal struct Enumerator(KeyValuePair<K, V>[]?[][] segments)
    {
        private int _segment;
        private int _bucket = -1;
        private int _entry;
        private KeyValuePair<K, V>[] _entries = [];

        public readonly KeyValuePair<K, V> Current => _entries[_entry];

        public bool MoveNext()
        {
            if (++_entry < _entries.Length)
            {
                return true;
            }

            while (_segment < segments.Length)
            {
                KeyValuePair<K, V>[]?[] segment = segments[_segment];
                while (++_bucket < segment.Length)
                {
                    if (segment[_bucket] is { Length: > 0 } found)
                    {
                        _entries = found;
                        _entry = 0;
                        return true;
                    }
                }

                _segment++;
                _bucket = -1;
            }

            return false;
        }
    }
}
