using Istiod.Incremental.Maps;
using Istiod.Primitives;

namespace Istiod.Incremental;

/// <summary>A key that names its partition, for sources where several clusters hold objects of the same name.</summary>
/// <remarks>
/// A source's key belongs to one partition at a time. Objects that may exist in more than one cluster under one name are therefore
/// keyed by this (or by any key of the user that contains the cluster); the merge over clusters is a derived collection.
/// </remarks>
public readonly record struct PartitionedKey<K>(ClusterId Cluster, K Key) : IComparable<PartitionedKey<K>>
    where K : notnull
{
    /// <summary>By cluster (ordinal), then by key.</summary>
    public int CompareTo(PartitionedKey<K> other)
    {
        int byCluster = string.CompareOrdinal(Cluster.Value, other.Cluster.Value);
        return byCluster != 0 ? byCluster : DefaultOrder<K>.Default.Compare(Key, other.Key);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Key}";
}
