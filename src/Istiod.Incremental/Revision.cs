using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Istiod.Incremental;

/// <summary>One consistent, immutable state of all collections. Reading it takes no lock; later turns do not change it.</summary>
public sealed class Revision
{
    private ConcurrentDictionary<MemoCell, object>? _late;

    internal Revision(Graph graph, long number, object[] roots)
    {
        Graph = graph;
        Number = number;
        Roots = roots;
    }

    /// <summary>Rises with every turn that changed something; 0 is the empty state.</summary>
    public long Number { get; }

    internal Graph Graph { get; }

    internal object[] Roots { get; }

    /// <summary>The value of one key.</summary>
    public bool TryGet<K, V>(Collection<K, V> collection, K key, [MaybeNullWhen(false)] out V value)
        where K : notnull
        => collection.MapIn(Roots).TryGet(key, out value);

    /// <summary>The value of a collection that holds at most one.</summary>
    public bool TryGet<V>(Collection<Unit, V> collection, [MaybeNullWhen(false)] out V value) =>
        TryGet(collection, default, out value);

    /// <summary>How many entries a collection holds.</summary>
    public int Count<K, V>(Collection<K, V> collection)
        where K : notnull
        => collection.MapIn(Roots).Count;

    /// <summary>The entries of one index key, in key order.</summary>
    public Entries<K, V> Lookup<I, K, V>(Index<I, K, V> index, I key)
        where I : notnull
        where K : notnull
        => index.LookupIn(Roots, key);

    /// <summary>All entries in key order; sorted at the first call for each state of the collection, O(n log n).</summary>
    public Entries<K, V> All<K, V>(Collection<K, V> collection)
        where K : notnull
        => new(collection.MapIn(Roots).Sorted(collection.KeyOrder));

    /// <summary>The value of a memo at this revision; computes it on the calling thread if need be, once for all callers.</summary>
    /// <remarks>
    /// Thread-safe, also while a turn runs. At a revision that is no longer the latest the value is right for this revision, but
    /// computed for this revision object only unless it was computed before.
    /// </remarks>
    /// <exception cref="DerivationException">The function threw and there is no last good value.</exception>
    public V Get<K, V>(Memo<K, V> memo, K key)
        where K : notnull
    {
        if (memo.Graph != Graph)
        {
            Throw.Invalid($"{memo} belongs to another graph");
        }

        return memo.Get(this, key, null);
    }

    /// <inheritdoc/>
    public override string ToString() => $"revision {Number}";

    internal object? LateValue(MemoCell cell) =>
        Volatile.Read(ref _late) is { } late && late.TryGetValue(cell, out object? value) ? value : null;

    /// <summary>Keeps a value that was computed when this revision was no longer the latest; the first one stays.</summary>
    internal object KeepLate(MemoCell cell, object value)
    {
        ConcurrentDictionary<MemoCell, object>? late = Volatile.Read(ref _late);
        if (late is null)
        {
            late = new ConcurrentDictionary<MemoCell, object>();
            late = Interlocked.CompareExchange(ref _late, late, null) ?? late;
        }

        return late.GetOrAdd(cell, value);
    }
}
