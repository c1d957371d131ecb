namespace Istiod.Primitives;

/// <summary>Namespace and name of a stored object; the namespace of cluster-wide objects is empty.</summary>
public readonly record struct NamespacedName(string Namespace, string Name) : IComparable<NamespacedName>
{
    /// <summary>Ordinal, by namespace, then by name.</summary>
    public int CompareTo(NamespacedName other)
    {
        int byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
