namespace Istiod.Incremental.Edges;

/// <summary>The set of cells that read one key. One reader is held in place, some in an array, many in a hash set.</summary>
internal struct ReaderSet
{
    /// <summary>Above this, removal by a scan (about 0.1 ns for each reader) costs more than the room a hash set takes.</summary>
    private const int HashedAbove = 4096;

    private object? _many;
    private int _one;

    internal int Count { get; private set; }

    /// <summary>Adds a reader that is known not to be in the set.</summary>
    internal void Add(int cell)
    {
        if (Count == 0)
        {
            _one = cell;
        }
        else if (_many is HashSet<int> hashed)
        {
            hashed.Add(cell);
        }
        else
        {
            int[]? list = (int[]?)_many;
            if (list is null)
            {
                list = [_one, 0];
                _many = list;
            }

            if (Count == list.Length)
            {
                if (Count >= HashedAbove)
                {
                    _many = new HashSet<int>(list.AsSpan(0, Count).ToArray()) { cell };
                    Count++;
                    return;
                }

                Array.Resize(ref list, Count + (Count / 2) + 1);
                _many = list;
            }

            list[Count] = cell;
        }

        Count++;
    }

    /// <summary>Removes a reader that is known to be in the set.</summary>
    internal void Remove(int cell)
    {
        if (_many is HashSet<int> hashed)
        {
            hashed.Remove(cell);
            Count--;
            if (Count == 0)
            {
                _many = null;
            }

            return;
        }

        if (_many is int[] list)
        {
            int at = list.AsSpan(0, Count).IndexOf(cell);
            list[at] = list[Count - 1];
            if (Count == 2)
            {
                _one = list[0];
                _many = null;
            }
        }

        Count--;
    }

    /// <summary>Appends the readers to <paramref name="cells"/>, in no declared order.</summary>
    internal readonly void CopyTo(List<int> cells)
    {
        if (_many is HashSet<int> hashed)
        {
            foreach (int cell in hashed)
            {
                cells.Add(cell);
            }
        }
        else if (_many is int[] list)
        {
            cells.AddRange(list.AsSpan(0, Count));
        }
        else if (Count == 1)
        {
            cells.Add(_one);
        }
    }
}
