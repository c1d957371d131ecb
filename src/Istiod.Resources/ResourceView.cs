namespace Istiod.Resources;

/// <summary>What a proxy should have of one type: resources in ordinal order of their names, no name twice.</summary>
/// <remarks>Immutable and shared by every proxy that should have the same; two views are the same if they are one object.</remarks>
public sealed class ResourceView
{
    /// <summary>No resources.</summary>
    public static readonly ResourceView Empty = new([]);

    private readonly XdsResource[] _sorted;
    private NameTable? _names;
    private ViewDelta? _whole;
    private DeltaMemo? _last;

    private ResourceView(XdsResource[] sorted) => _sorted = sorted;

    /// <summary>Number of resources.</summary>
    public int Count => _sorted.Length;

    /// <summary>The resources, in ordinal order of their names.</summary>
    public ReadOnlySpan<XdsResource> Resources => _sorted;

    /// <summary>The resource at a position in name order.</summary>
    public XdsResource this[int index] => _sorted[index];

    /// <summary>Sorts <paramref name="resources"/> by name and takes the array over.</summary>
    /// <exception cref="InvalidOperationException">A name occurs twice: the builder is wrong.</exception>
    public static ResourceView Take(XdsResource[] resources)
    {
        if (resources.Length == 0)
        {
            return Empty;
        }

        bool sorted = true;
        for (int i = 1; i < resources.Length && sorted; i++)
        {
            sorted = string.CompareOrdinal(resources[i - 1].Name, resources[i].Name) < 0;
        }

        if (!sorted)
        {
            Array.Sort(resources, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            for (int i = 1; i < resources.Length; i++)
            {
                if (string.Equals(resources[i - 1].Name, resources[i].Name, StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"two resources named {resources[i].Name} in one view");
                }
            }
        }

        return new ResourceView(resources);
    }

    /// <summary>Both views together; of a name in both, this view's resource. O(Count + other.Count).</summary>
    public ResourceView Merge(ResourceView other)
    {
        if (other.Count == 0)
        {
            return this;
        }

        if (Count == 0)
        {
            return other;
        }

        XdsResource[] merged = new XdsResource[Count + other.Count];
        int a = 0;
        int b = 0;
        int n = 0;
        while (a < _sorted.Length || b < other._sorted.Length)
        {
            int order = a == _sorted.Length ? 1
                : b == other._sorted.Length ? -1
                : string.CompareOrdinal(_sorted[a].Name, other._sorted[b].Name);
            merged[n++] = order <= 0 ? _sorted[a] : other._sorted[b];
            a += order <= 0 ? 1 : 0;
            b += order >= 0 ? 1 : 0;
        }

        if (n != merged.Length)
        {
            Array.Resize(ref merged, n);
        }

        return new ResourceView(merged);
    }

    /// <summary>This view with some resources replaced, added or taken out. O(Count + changes · log Count).</summary>
    /// <param name="changes">Each name once, in any order; sorted in place.</param>
    public ResourceView With(Span<ResourceChange> changes)
    {
        changes.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        int count = _sorted.Length;
        foreach (ResourceChange change in changes)
        {
            count += (change.Resource is null ? 0 : 1) - (IndexOf(change.Name) >= 0 ? 1 : 0);
        }

        if (count == 0)
        {
            return Empty;
        }

        // A push holds the old and the new array at once: the new one is made once, of the right size.
        XdsResource[] result = new XdsResource[count];
        int n = 0;
        int from = 0;
        foreach (ResourceChange change in changes)
        {
            int at = IndexOf(change.Name);
            bool isKnown = at >= 0;
            int upTo = isKnown ? at : ~at;
            _sorted.AsSpan(from, upTo - from).CopyTo(result.AsSpan(n));
            n += upTo - from;
            from = isKnown ? upTo + 1 : upTo;
            if (change.Resource is not null)
            {
                result[n++] = change.Resource;
            }
        }

        _sorted.AsSpan(from).CopyTo(result.AsSpan(n));
        return new ResourceView(result);
    }

    /// <summary>Position of <paramref name="name"/>, or the complement of where it would stand. O(log Count).</summary>
    public int IndexOf(string name)
    {
        int low = 0;
        int high = _sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(_sorted[middle].Name, name);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>Position of the resource whose name has this UTF-8 form, or -1. O(1); no allocation after the first call.</summary>
    public int IndexOfUtf8(ReadOnlySpan<byte> name) => (_names ??= new NameTable(_sorted)).IndexOf(name);

    /// <summary>What leads from <paramref name="sent"/> to this view.</summary>
    /// <remarks>
    /// Kept for the last <paramref name="sent"/> asked for, and for the empty view: a push takes almost every stream the
    /// same way. The old view is remembered weakly, so a chain of views does not hold its past.
    /// </remarks>
    public ViewDelta DeltaSince(ResourceView sent)
    {
        if (ReferenceEquals(sent, this))
        {
            return ViewDelta.None;
        }

        if (sent.Count == 0)
        {
            return _whole ??= ViewDelta.FromNothing(_sorted);
        }

        DeltaMemo? last = Volatile.Read(ref _last);
        if (last is not null && last.From.TryGetTarget(out ResourceView? from) && ReferenceEquals(from, sent))
        {
            return last.Delta;
        }

        ViewDelta delta = ViewDelta.Between(sent, this);
        Volatile.Write(ref _last, new DeltaMemo(new WeakReference<ResourceView>(sent), delta));
        return delta;
    }

    /// <summary>The view of those resources whose bit is set.</summary>
    /// <param name="bits">One bit for each position, lowest first; at least Count bits.</param>
    public ResourceView Where(ReadOnlySpan<ulong> bits)
    {
        int count = 0;
        for (int i = 0; i < _sorted.Length; i++)
        {
            count += (int)((bits[i >> 6] >> (i & 63)) & 1);
        }

        if (count == _sorted.Length)
        {
            return this;
        }

        if (count == 0)
        {
            return Empty;
        }

        XdsResource[] chosen = new XdsResource[count];
        int n = 0;
        for (int i = 0; i < _sorted.Length; i++)
        {
            if (((bits[i >> 6] >> (i & 63)) & 1) != 0)
            {
                chosen[n++] = _sorted[i];
            }
        }

        return new ResourceView(chosen);
    }

    /// <summary>Walks what differs from <paramref name="sent"/>: a sorted merge of two name-ordered lists.</summary>
    /// <returns>A struct sequence; the walk allocates nothing. O(sent.Count + Count).</returns>
    public ChangeSequence ChangesSince(ResourceView sent) => new(sent._sorted, _sorted);

    /// <summary>Whether both hold the same names at the same versions.</summary>
    public bool ContentEquals(ResourceView other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (Count != other.Count)
        {
            return false;
        }

        for (int i = 0; i < _sorted.Length; i++)
        {
            if (!ReferenceEquals(_sorted[i], other._sorted[i])
                && (_sorted[i].Version != other._sorted[i].Version
                    || !string.Equals(_sorted[i].Name, other._sorted[i].Name, StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record DeltaMemo(WeakReference<ResourceView> From, ViewDelta Delta);
}
