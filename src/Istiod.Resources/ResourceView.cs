namespace Istiod.Resources;

/// <summary>What a proxy should have of one type: resources in ordinal order of their names, no name twice.</summary>
/// <remarks>Immutable and shared by every proxy that should have the same; two views are the same if they are one object.</remarks>
public sealed class ResourceView
{
    /// <summary>No resources.</summary>
    public static readonly ResourceView Empty = new([]);

    private readonly XdsResource[] _sorted;

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
}
