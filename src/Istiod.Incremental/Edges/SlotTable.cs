namespace Istiod.Incremental.Edges;

/// <summary>A hash table that gives each key a small number (slot) that stays the same until the key is removed.</summary>
/// <remarks>About 12 bytes and the key for each slot. Not thread-safe.</remarks>
internal sealed class SlotTable<K>
    where K : notnull
{
    private const int None = -1;

    private int[] _buckets = [None];
    private Entry[] _entries = [];
    private int _used;
    private int _free = None;

    internal int Count { get; private set; }

    /// <summary>One above the largest slot that was ever given.</summary>
    internal int Capacity => _used;

    internal K KeyAt(int slot) => _entries[slot].Key;

    internal bool IsUsed(int slot) => _entries[slot].Next >= None;

    internal bool TryFind(K key, out int slot)
    {
        if (Count == 0)
        {
            slot = None;
            return false;
        }

        for (slot = _buckets[Bucket(key)]; slot >= 0; slot = _entries[slot].Next)
        {
            if (EqualityComparer<K>.Default.Equals(_entries[slot].Key, key))
            {
                return true;
            }
        }

        return false;
    }

    internal int FindOrAdd(K key, out bool isNew)
    {
        isNew = !TryFind(key, out int slot);
        return isNew ? Add(key) : slot;
    }

    internal void RemoveAt(int slot)
    {
        ref Entry entry = ref _entries[slot];
        ref int link = ref _buckets[Bucket(entry.Key)];
        while (link != slot)
        {
            link = ref _entries[link].Next;
        }

        link = entry.Next;
        entry.Key = default!; // free slots are never read
        entry.Next = -3 - _free; // below None: a free slot, linked to the next free one
        _free = slot;
        Count--;
    }

    private int Add(K key)
    {
        int slot;
        if (_free != None)
        {
            slot = _free;
            _free = -3 - _entries[slot].Next;
        }
        else
        {
            if (_used == _entries.Length)
            {
                Grow();
            }

            slot = _used++;
        }

        ref int bucket = ref _buckets[Bucket(key)];
        _entries[slot] = new Entry { Key = key, Next = bucket };
        bucket = slot;
        Count++;
        return slot;
    }

    private uint Bucket(K key)
    {
        uint hash = (uint)key.GetHashCode() * 0x9E3779B1u;
        return (hash ^ (hash >> 15)) & (uint)(_buckets.Length - 1);
    }

    private void Grow()
    {
        int capacity = Math.Max(4, _entries.Length * 2);
        Array.Resize(ref _entries, capacity);
        _buckets = new int[capacity];
        Array.Fill(_buckets, None);
        for (int slot = 0; slot < _used; slot++)
        {
            if (IsUsed(slot))
            {
                ref int bucket = ref _buckets[Bucket(_entries[slot].Key)];
                _entries[slot].Next = bucket;
                bucket = slot;
            }
        }
    }

    private struct Entry
    {
        internal K Key;
        internal int Next;
    }
}
