namespace Istiod.Incremental.Maps;

/// <summary>Edits a <see cref="PersistentMap{K,V}"/> for the length of one turn; what it copied once it then edits in place.</summary>
/// <remarks>Used by the turn only (one thread). It is kept between turns so that its bookkeeping is not allocated again.</remarks>
internal sealed class MapBuilder<K, V>
    where K : notnull
{
    private const int GrowLoad = 6;
    private const int ShrinkLoad = 1;
    private const int SegmentBits = PersistentMap<K, V>.SegmentBits;
    private const int SegmentSize = PersistentMap<K, V>.SegmentSize;

    private PersistentMap<K, V> _base = PersistentMap<K, V>.Empty;
    private KeyValuePair<K, V>[]?[][] _segments = PersistentMap<K, V>.Empty.Segments;
    private ulong[] _ownedBuckets = new ulong[1];
    private int _bucketCount = 1;
    private bool _isEdited;

    internal int Count { get; private set; }

    /// <summary>Starts from <paramref name="map"/>; costs nothing until the first edit.</summary>
    internal void Start(PersistentMap<K, V> map)
    {
        _base = map;
        _segments = map.Segments;
        _bucketCount = map.BucketCount;
        Count = map.Count;
        _isEdited = false;
    }

    /// <summary>The edited map, or the very map it started from when nothing was edited.</summary>
    internal PersistentMap<K, V> Finish()
    {
        PersistentMap<K, V> result = _isEdited ? new PersistentMap<K, V>(_segments, _bucketCount, Count) : _base;
        Start(result);
        return result;
    }

    /// <summary>A view of the entries now; not to be walked across an edit.</summary>
    internal PersistentMap<K, V> Snapshot() => new(_segments, _bucketCount, Count);

    internal bool TryGet(K key, out V value)
    {
        uint bucket = PersistentMap<K, V>.Spread(key) & (uint)(_bucketCount - 1);
        KeyValuePair<K, V>[]? entries = _segments[bucket >> SegmentBits][bucket & (SegmentSize - 1)];
        int at = Find(entries, key);
        value = at >= 0 ? entries![at].Value : default!; // the caller looks at the result first
        return at >= 0;
    }

    internal void Set(K key, V value)
    {
        ref KeyValuePair<K, V>[]? slot = ref Own(key, out bool isOwned);
        int at = Find(slot, key);
        if (at >= 0)
        {
            if (!isOwned)
            {
                slot = (KeyValuePair<K, V>[])slot!.Clone();
            }

            slot![at] = new(key, value);
            return;
        }

        int length = slot?.Length ?? 0;
        KeyValuePair<K, V>[] grown = new KeyValuePair<K, V>[length + 1];
        slot?.CopyTo(grown, 0);
        grown[length] = new(key, value);
        slot = grown;
        Count++;
        if (Count > _bucketCount * GrowLoad)
        {
            Resize(_bucketCount * 4);
        }
    }

    internal bool Remove(K key)
    {
        if (!TryGet(key, out _))
        {
            return false;
        }

        ref KeyValuePair<K, V>[]? slot = ref Own(key, out _);
        int at = Find(slot, key);
        KeyValuePair<K, V>[] old = slot!; // Find would not have found the key in an absent bucket
        if (old.Length == 1)
        {
            slot = null;
        }
        else
        {
            KeyValuePair<K, V>[] rest = new KeyValuePair<K, V>[old.Length - 1];
            Array.Copy(old, rest, at);
            Array.Copy(old, at + 1, rest, at, rest.Length - at);
            slot = rest;
        }

        Count--;
        if (_bucketCount > 1 && Count < _bucketCount * ShrinkLoad / 2)
        {
            Resize(Math.Max(1, _bucketCount / 4));
        }

        return true;
    }

    private static int Find(KeyValuePair<K, V>[]? entries, K key)
    {
        if (entries is not null)
        {
            for (int i = 0; i < entries.Length; i++)
            {
                if (EqualityComparer<K>.Default.Equals(entries[i].Key, key))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>Makes the directory and segment of a key's bucket ours; the bucket itself was ours before iff <paramref name="isOwned"/>.</summary>
    private ref KeyValuePair<K, V>[]? Own(K key, out bool isOwned)
    {
        if (!_isEdited)
        {
            _isEdited = true;
            _segments = (KeyValuePair<K, V>[]?[][])_segments.Clone();
            if (_ownedBuckets.Length != _segments.Length)
            {
                _ownedBuckets = new ulong[_segments.Length];
            }
            else
            {
                Array.Clear(_ownedBuckets);
            }
        }

        uint bucket = PersistentMap<K, V>.Spread(key) & (uint)(_bucketCount - 1);
        int segment = (int)(bucket >> SegmentBits);
        int inSegment = (int)(bucket & (SegmentSize - 1));
        if (_ownedBuckets[segment] == 0)
        {
            _segments[segment] = (KeyValuePair<K, V>[]?[])_segments[segment].Clone();
        }

        ulong bit = 1UL << inSegment;
        isOwned = (_ownedBuckets[segment] & bit) != 0;
        _ownedBuckets[segment] |= bit;
        return ref _segments[segment][inSegment];
    }

    private void Resize(int bucketCount)
    {
        int[] lengths = new int[bucketCount];
        foreach (KeyValuePair<K, V> entry in new PersistentMap<K, V>(_segments, _bucketCount, Count))
        {
            lengths[PersistentMap<K, V>.Spread(entry.Key) & (uint)(bucketCount - 1)]++;
        }

        int segmentCount = Math.Max(1, bucketCount >> SegmentBits);
        KeyValuePair<K, V>[]?[][] segments = new KeyValuePair<K, V>[]?[segmentCount][];
        for (int i = 0; i < segmentCount; i++)
        {
            segments[i] = new KeyValuePair<K, V>[]?[Math.Min(bucketCount, SegmentSize)];
        }

        foreach (KeyValuePair<K, V> entry in new PersistentMap<K, V>(_segments, _bucketCount, Count))
        {
            uint bucket = PersistentMap<K, V>.Spread(entry.Key) & (uint)(bucketCount - 1);
            ref KeyValuePair<K, V>[]? slot = ref segments[bucket >> SegmentBits][bucket & (SegmentSize - 1)];
            slot ??= new KeyValuePair<K, V>[lengths[bucket]];
            slot[--lengths[bucket]] = entry;
        }

        _segments = segments;
        _bucketCount = bucketCount;
        _ownedBuckets = new ulong[segmentCount];
        Array.Fill(_ownedBuckets, ulong.MaxValue);
    }
}
