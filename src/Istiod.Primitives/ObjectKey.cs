namespace Istiod.Primitives;

/// <summary>Names one stored object of one kind: the cluster it was read from, its namespace and its name.</summary>
/// <param name="Cluster">Cluster of origin; mesh config that is read from the config cluster carries that one's id.</param>
public readonly record struct ObjectKey(ClusterId Cluster, string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>Namespace and name without the cluster.</summary>
    public NamespacedName NamespacedName => new(Namespace, Name);

    /// <summary>Ordinal, by cluster, namespace, name.</summary>
    public int CompareTo(ObjectKey other)
    {
        int order = string.CompareOrdinal(Cluster.Value, other.Cluster.Value);
        order = order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>cluster/namespace/name</c>.</summary>
    public override string ToString() => $"{Cluster}/{Namespace}/{Name}";
}
