using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Istiod.Primitives;

/// <summary>Immutable labels, ordered by key (ordinal), with value equality and a hash computed once.</summary>
public sealed class LabelSet : IEquatable<LabelSet>, IReadOnlyList<KeyValuePair<string, string>>
{
    /// <summary>No labels. An absent set is <c>null</c>, which is something else.</summary>
    public static readonly LabelSet Empty = new([]);

    // Up to here moving labels one by one is cheaper than any structure.
    private const int ManyLabels = 32;

    private readonly KeyValuePair<string, string>[] _sorted;
    private readonly int _hash;

    private LabelSet(KeyValuePair<string, string>[] sorted)
    {
        _sorted = sorted;
        HashCode hash = default;
        foreach (KeyValuePair<string, string> label in sorted)
        {
            hash.Add(label.Key);
            hash.Add(label.Value);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>Number of labels.</summary>
    public int Count => _sorted.Length;

    /// <summary>The label at a position in key order.</summary>
    public KeyValuePair<string, string> this[int index] => _sorted[index];

    /// <summary>Copies and sorts; of two labels with one key the last wins.</summary>
    public static LabelSet From(IEnumerable<KeyValuePair<string, string>> labels)
    {
        if (labels is LabelSet same)
        {
            return same;
        }

        KeyValuePair<string, string>[] sorted = [.. labels];
        if (sorted.Length > ManyLabels)
        {
            SortedDictionary<string, string> last = new(StringComparer.Ordinal);
            foreach (KeyValuePair<string, string> label in sorted)
            {
                last[label.Key] = label.Value;
            }

            Array.Resize(ref sorted, last.Count);
            last.CopyTo(sorted, 0);
            return new LabelSet(sorted);
        }

        int count = SortFew(sorted);
        if (count < sorted.Length)
        {
            Array.Resize(ref sorted, count);
        }

        return count == 0 ? Empty : new LabelSet(sorted);
    }

    /// <summary>Value of <paramref name="key"/>, if there is one. O(log n).</summary>
    public bool TryGet(string key, [MaybeNullWhen(false)] out string value)
    {
        int low = 0;
        int high = _sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(_sorted[middle].Key, key);
            if (order == 0)
            {
                value = _sorted[middle].Value;
                return true;
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

        value = null;
        return false;
    }

    /// <summary>Value of <paramref name="key"/>, or the empty string.</summary>
    public string GetOrEmpty(string key) => TryGet(key, out string? value) ? value : "";

    /// <summary>Whether every label of this set is in <paramref name="other"/>; the empty set is in all.</summary>
    public bool IsSubsetOf(LabelSet other)
    {
        int at = 0;
        foreach (KeyValuePair<string, string> label in _sorted)
        {
            while (at < other._sorted.Length && string.CompareOrdinal(other._sorted[at].Key, label.Key) < 0)
            {
                at++;
            }

            if (at == other._sorted.Length
                || !string.Equals(other._sorted[at].Key, label.Key, StringComparison.Ordinal)
                || !string.Equals(other._sorted[at].Value, label.Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSet? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || other._hash != _hash || other._sorted.Length != _sorted.Length)
        {
            return false;
        }

        for (int i = 0; i < _sorted.Length; i++)
        {
            if (!string.Equals(_sorted[i].Key, other._sorted[i].Key, StringComparison.Ordinal)
                || !string.Equals(_sorted[i].Value, other._sorted[i].Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, string>>)_sorted).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _sorted.GetEnumerator();

    /// <summary><c>k1=v1,k2=v2</c>, in key order.</summary>
    public override string ToString() => string.Join(',', _sorted.Select(static l => $"{l.Key}={l.Value}"));

    /// <summary>Sorts by insertion; of equal keys the last one's label stays.</summary>
    /// <returns>How many stay, at the front.</returns>
    private static int SortFew(KeyValuePair<string, string>[] labels)
    {
        int count = 0;
        foreach (KeyValuePair<string, string> label in labels)
        {
            int at = count;
            int order = 1;
            while (at > 0 && (order = string.CompareOrdinal(labels[at - 1].Key, label.Key)) > 0)
            {
                at--;
            }

            if (at > 0 && order == 0)
            {
                labels[at - 1] = label;
                continue;
            }

            Array.Copy(labels, at, labels, at + 1, count - at);
            labels[at] = label;
            count++;
        }

        return count;
    }
}
