using System.Buffers;

namespace Istiod.Primitives.Re2;

/// <summary>The places a program is at, each once, in order of preference; each with the positions noted on its way.</summary>
internal struct ThreadList(int size, int slots) : IDisposable
{
    // Sparse set: no clearing between steps.
    private readonly int[] _dense = ArrayPool<int>.Shared.Rent(size);
    private readonly int[] _sparse = Zeroed(size);
    private readonly int[] _saved = ArrayPool<int>.Shared.Rent(Math.Max(1, size * slots));

    public int Count { get; private set; }

    public readonly int this[int index] => _dense[index];

    public readonly Span<int> Saved(int index) => _saved.AsSpan(index * slots, slots);

    /// <summary>Adds a place if it is not there yet.</summary>
    public bool TryAdd(int place)
    {
        int at = _sparse[place];
        if (at < Count && _dense[at] == place)
        {
            return false;
        }

        _dense[Count] = place;
        _sparse[place] = Count++;
        return true;
    }

    public void Clear() => Count = 0;

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_dense);
        ArrayPool<int>.Shared.Return(_sparse);
        ArrayPool<int>.Shared.Return(_saved);
    }

    private static int[] Zeroed(int size)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(size);
        rented.AsSpan().Clear();
        return rented;
    }
}
