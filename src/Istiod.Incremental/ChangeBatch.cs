using Istiod.Incremental.Turns;
using Istiod.Primitives;

namespace Istiod.Incremental;

/// <summary>Edits of sources that enter the graph together, in one turn; made by <see cref="Graph.NewBatch"/>.</summary>
/// <remarks>
/// Edits of one source apply in the order they were added; only the net effect is seen by derivations. Not thread-safe, and used for
/// one <see cref="Graph.Apply"/> only.
/// </remarks>
public sealed class ChangeBatch
{
    private readonly Graph _graph;
    private readonly SourceEdits?[] _edits;

    internal ChangeBatch(Graph graph, int sourceCount)
    {
        _graph = graph;
        _edits = new SourceEdits?[sourceCount];
    }

    /// <summary>How many edits were added.</summary>
    public int Count { get; private set; }

    internal bool IsUsed { get; set; }

    /// <summary>Adds or replaces an entry.</summary>
    public void Upsert<K, V>(Source<K, V> source, ClusterId partition, K key, V value)
        where K : notnull
        => Add(source, new SourceEdit<K, V>(SourceEditKind.Upsert, partition, key, value, null));

    /// <summary>Removes an entry; nothing happens if the partition does not hold it.</summary>
    public void Delete<K, V>(Source<K, V> source, ClusterId partition, K key)
        where K : notnull
        => Add(source, new SourceEdit<K, V>(SourceEditKind.Delete, partition, key, default!, null)); // the value does not count

    /// <summary>Makes <paramref name="all"/> the whole of a partition, as after a fresh list of a watch.</summary>
    /// <param name="all">Read during the turn; must not change after this call.</param>
    public void Replace<K, V>(Source<K, V> source, ClusterId partition, IReadOnlyCollection<KeyValuePair<K, V>> all)
        where K : notnull
        => Add(source, new SourceEdit<K, V>(SourceEditKind.Replace, partition, default!, default!, all)); // key, value do not count

    /// <summary>Removes all entries of a partition from one source.</summary>
    public void DropPartition<K, V>(Source<K, V> source, ClusterId partition)
        where K : notnull
    {
        EditsOf(source).Drop(partition);
        Count++;
    }

    /// <summary>Removes all entries of a partition from every source: a cluster left the mesh.</summary>
    public void DropPartition(ClusterId partition)
    {
        for (int i = 0; i < _edits.Length; i++)
        {
            (_edits[i] ??= _graph.NewEdits(i)).Drop(partition);
        }

        Count++;
    }

    internal void Hand()
    {
        foreach (SourceEdits? edits in _edits)
        {
            edits?.Hand();
        }
    }

    private void Add<K, V>(Source<K, V> source, SourceEdit<K, V> edit)
        where K : notnull
    {
        EditsOf(source).Add(edit);
        Count++;
    }

    private SourceEdits<K, V> EditsOf<K, V>(Source<K, V> source)
        where K : notnull
    {
        if (source.Graph != _graph)
        {
            Throw.Invalid($"{source.Name} belongs to another graph");
        }

        return (SourceEdits<K, V>)(_edits[source.SourceNumber] ??= source.NewEdits());
    }
}
