using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Names a service of the mesh: namespace and hostname, as services of several clusters merge.</summary>
public readonly record struct ServiceKey(string Namespace, Hostname Host) : IComparable<ServiceKey>
{
    /// <summary>Ordinal, by hostname, then by namespace.</summary>
    public int CompareTo(ServiceKey other)
    {
        int order = Host.CompareTo(other.Host);
        return order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
    }

    /// <summary><c>namespace/host</c>.</summary>
    public override string ToString() => $"{Namespace}/{Host}";
}
