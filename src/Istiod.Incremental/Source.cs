using Istiod.Incremental.Turns;
using Istiod.Primitives;

namespace Istiod.Incremental;

/// <summary>A collection that is fed from outside through a <see cref="ChangeBatch"/>, partitioned by Kubernetes cluster.</summary>
/// <remarks>
/// A key belongs to one partition at a time. An upsert of a key that another partition owns is refused and reported as an error of
/// the turn, a delete of it is ignored; see <see cref="PartitionedKey{K}"/> for keys that several clusters may hold.
/// </remarks>
public sealed class Source<K, V> : Collection<K, V>, ISourceNode
    where K : notnull
{
    private readonly List<SourceEdit<K, V>> _edits = [];
    private readonly HashSet<K> _touched = [];

    /// <summary>Owners of keys; null while only one partition was ever seen, which then owns all.</summary>
    private Dictionary<K, ClusterId>? _owners;
    private ClusterId? _onlyPartition;

    internal Source(Graph graph, string name, IEqualityComparer<V>? equality, IComparer<K>? keyOrder)
        : base(graph, name, equality, keyOrder)
        => SourceNumber = graph.AddSourceNode(this);

    internal int SourceNumber { get; }

    SourceEdits ISourceNode.NewEdits() => NewEdits();

    internal SourceEdits<K, V> NewEdits() => new(this);

    internal void Take(List<SourceEdit<K, V>> edits) => _edits.AddRange(edits);

    internal override void RunTurn(Turn turn)
    {
        if (_edits.Count == 0)
        {
            return;
        }

        Builder.Start(MapIn(turn.Roots));
        foreach (SourceEdit<K, V> edit in _edits)
        {
            Apply(turn, edit);
        }

        Publish(turn, _touched);
        _edits.Clear();
        if (_touched.Count > 1024)
        {
            _touched.Clear();
            _touched.TrimExcess();
            _edits.TrimExcess();
        }
        else
        {
            _touched.Clear();
        }
    }

    internal override void CopyTo(Collection other, object[] roots, ChangeBatch batch)
    {
        Source<K, V> target = (Source<K, V>)other;
        foreach (KeyValuePair<K, V> entry in MapIn(roots))
        {
            ClusterId partition = _owners is null ? _onlyPartition ?? default : _owners[entry.Key];
            batch.Upsert(target, partition, entry.Key, entry.Value);
        }
    }

    private void Apply(Turn turn, SourceEdit<K, V> edit)
    {
        switch (edit.Kind)
        {
            case SourceEditKind.Upsert:
                Upsert(turn, edit.Partition, edit.Key, edit.Value);
                break;
            case SourceEditKind.Delete:
                if (Builder.TryGet(edit.Key, out _) && Owns(edit.Partition, edit.Key))
                {
                    Remove(edit.Key);
                }

                break;
            case SourceEditKind.Replace:
                Clear(edit.Partition);
                foreach (KeyValuePair<K, V> entry in edit.All!) // set for this kind
                {
                    Upsert(turn, edit.Partition, entry.Key, entry.Value);
                }

                break;
            default:
                Clear(edit.Partition);
                break;
        }
    }

    private void Upsert(Turn turn, ClusterId partition, K key, V value)
    {
        if (Builder.TryGet(key, out _))
        {
            if (!Owns(partition, key))
            {
                turn.Errors.Add(new TurnError(Name, key.ToString() ?? "", $"the key belongs to another partition than {partition}", null));
                return;
            }
        }
        else
        {
            Own(partition, key);
        }

        Builder.Set(key, value);
        _touched.Add(key);
    }

    private void Remove(K key)
    {
        Builder.Remove(key);
        _owners?.Remove(key);
        _touched.Add(key);
    }

    private bool Owns(ClusterId partition, K key) =>
        _owners is null ? _onlyPartition == partition : _owners.TryGetValue(key, out ClusterId owner) && owner == partition;

    private void Own(ClusterId partition, K key)
    {
        if (_owners is null)
        {
            if (_onlyPartition is null || Builder.Count == 0)
            {
                _onlyPartition = partition;
            }

            if (_onlyPartition == partition)
            {
                return;
            }

            _owners = [];
            foreach (KeyValuePair<K, V> entry in Builder.Snapshot())
            {
                _owners.Add(entry.Key, _onlyPartition.Value);
            }
        }

        _owners.Add(key, partition);
    }

    private void Clear(ClusterId partition)
    {
        if (_owners is null && _onlyPartition != partition)
        {
            return;
        }

        List<K> gone = [];
        foreach (KeyValuePair<K, V> entry in Builder.Snapshot())
        {
            if (Owns(partition, entry.Key))
            {
                gone.Add(entry.Key);
            }
        }

        foreach (K key in gone)
        {
            Remove(key);
        }
    }
}
