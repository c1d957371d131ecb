namespace Istiod.Envoy.Routes;

/// <summary>A set of texts whose hashes are known: adding and asking do not hash and seldom allocate.</summary>
/// <param name="comparison">Whether case counts; hashes ignore it in any case.</param>
internal sealed class DomainSet(StringComparison comparison)
{
    private const int MinBuckets = 16;

    private int[] _buckets = new int[MinBuckets];
    private Entry[] _entries = new Entry[MinBuckets];
    private int _count;

    /// <summary>Makes room for this many texts in all.</summary>
    public void Reserve(int count)
    {
        if (count > _entries.Length)
        {
            Resize((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count));
        }
    }

    /// <summary>Adds a text; false if it is there.</summary>
    /// <param name="hash">Its <see cref="HostDomain.HashOf"/>.</param>
    public bool Add(string text, int hash)
    {
        if (Contains(text, hash))
        {
            return false;
        }

        if (_count == _entries.Length)
        {
            Resize(_count * 2);
        }

        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[_count] = new Entry(text, hash, bucket);
        bucket = ++_count;
        return true;
    }

    /// <summary>Whether a text is there.</summary>
    public bool Contains(string text, int hash)
    {
        // Positions count from 1, so that a cleared bucket is empty.
        for (int at = _buckets[hash & (_buckets.Length - 1)]; at != 0; at = _entries[at - 1].Next)
        {
            ref readonly Entry entry = ref _entries[at - 1];
            if (entry.Hash == hash && string.Equals(entry.Text, text, comparison))
            {
                return true;
            }
        }

        return false;
    }

    private void Resize(int size)
    {
        Array.Resize(ref _entries, size);
        _buckets = new int[size];
        for (int i = 0; i < _count; i++)
        {
            ref int bucket = ref _buckets[_entries[i].Hash & (size - 1)];
            _entries[i] = _entries[i] with { Next = bucket };
            bucket = i + 1;
        }
    }

    private readonly record struct Entry(string Text, int Hash, int Next);
}
