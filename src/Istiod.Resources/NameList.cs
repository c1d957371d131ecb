namespace Istiod.Resources;

/// <summary>An immutable list of resource names in ordinal order, no name twice, with value equality.</summary>
public sealed class NameList : IEquatable<NameList>
{
    /// <summary>No names.</summary>
    public static readonly NameList Empty = new([]);

    private readonly string[] _sorted;
    private readonly int _hash;

    private NameList(string[] sorted)
    {
        _sorted = sorted;
        HashCode hash = default;
        foreach (string name in sorted)
        {
            hash.Add(name);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The names, in order.</summary>
    public ReadOnlySpan<string> Names => _sorted;

    /// <summary>Number of names.</summary>
    public int Count => _sorted.Length;

    /// <summary>Sorts a copy of <paramref name="names"/> and drops repetitions.</summary>
    public static NameList From(ReadOnlySpan<string> names)
    {
        if (names.IsEmpty)
        {
            return Empty;
        }

        string[] sorted = names.ToArray();
        Array.Sort(sorted, string.CompareOrdinal);
        int n = 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            if (!string.Equals(sorted[i], sorted[n - 1], StringComparison.Ordinal))
            {
                sorted[n++] = sorted[i];
            }
        }

        Array.Resize(ref sorted, n);
        return new NameList(sorted);
    }

    /// <summary>Whether <paramref name="name"/> is in the list.</summary>
    public bool Contains(string name) => Array.BinarySearch(_sorted, name, StringComparer.Ordinal) >= 0;

    /// <summary>This list and <paramref name="names"/>; itself if it has them all.</summary>
    public NameList With(ReadOnlySpan<string> names)
    {
        int missing = 0;
        foreach (string name in names)
        {
            missing += Contains(name) ? 0 : 1;
        }

        if (missing == 0)
        {
            return this;
        }

        string[] both = new string[_sorted.Length + names.Length];
        _sorted.CopyTo(both, 0);
        names.CopyTo(both.AsSpan(_sorted.Length));
        return From(both);
    }

    /// <summary>This list without <paramref name="names"/>; itself if it has none of them.</summary>
    public NameList Without(ReadOnlySpan<string> names)
    {
        NameList others = From(names);
        List<string>? kept = null;
        for (int i = 0; i < _sorted.Length; i++)
        {
            if (others.Contains(_sorted[i]))
            {
                kept ??= [.. _sorted.AsSpan(0, i)];
            }
            else
            {
                kept?.Add(_sorted[i]);
            }
        }

        return kept is null ? this : kept.Count == 0 ? Empty : new NameList([.. kept]);
    }

    /// <inheritdoc/>
    public bool Equals(NameList? other) =>
        other is not null && (ReferenceEquals(this, other)
            || (_hash == other._hash && _sorted.AsSpan().SequenceEqual(other._sorted)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NameList);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
