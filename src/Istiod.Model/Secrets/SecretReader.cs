using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>A service account that wants to read secrets of its own namespace.</summary>
public readonly record struct SecretReader(ClusterId Cluster, string Namespace, string ServiceAccount) : IComparable<SecretReader>
{
    /// <summary>Ordinal, by cluster, namespace, account.</summary>
    public int CompareTo(SecretReader other) =>
        new ObjectKey(Cluster, Namespace, ServiceAccount).CompareTo(new ObjectKey(other.Cluster, other.Namespace, other.ServiceAccount));
}
