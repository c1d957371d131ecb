using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>A service as proxies see it, whatever registry and clusters it comes from. Compares by value.</summary>
/// <remarks>istiod: pilot/pkg/model/service.go:Service, ServiceAttributes.</remarks>
public sealed record MeshService
{
    /// <summary>Namespace and hostname.</summary>
    public required ServiceKey Key { get; init; }

    /// <summary>Name of the object: the Service's, or the ServiceEntry's hostname.</summary>
    public required string Name { get; init; }

    /// <summary>Where it comes from.</summary>
    public ServiceRegistry Registry { get; init; }

    /// <summary>Name of the ServiceEntry that made it (Service name for Kubernetes); ties are broken by it.</summary>
    public NamespacedName Source { get; init; }

    /// <summary>Creation of the oldest object that made it; order among services follows it.</summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>Ports in the object's order.</summary>
    public ValueArray<ServicePort> Ports { get; init; }

    /// <summary>How proxies find its endpoints.</summary>
    public Resolution Resolution { get; init; }

    /// <summary>Outside the mesh (ServiceEntry MESH_EXTERNAL, ExternalName).</summary>
    public bool IsMeshExternal { get; init; }

    /// <summary>Who may see it.</summary>
    public ExportScope ExportTo { get; init; } = ExportScope.Public;

    /// <summary>Address that listeners use when the proxy's cluster has none: an IP, or <c>0.0.0.0</c> for headless.</summary>
    public string DefaultAddress { get; init; } = Unspecified;

    /// <summary>Addresses for each cluster that has the service, in cluster order.</summary>
    public ValueArray<ClusterAddresses> Addresses { get; init; }

    /// <summary>Automatic addresses of a ServiceEntry: IPv4 then IPv6, each at most once.</summary>
    public ValueArray<string> AutoAllocatedAddresses { get; init; }

    /// <summary>Labels of the object.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>Labels of the pods it selects; <c>null</c> if it selects none by itself.</summary>
    public LabelSet? Selector { get; init; }

    /// <summary>Kubernetes type; <see cref="KubernetesServiceType.None"/> for a ServiceEntry.</summary>
    public KubernetesServiceType Type { get; init; }

    /// <summary>Target of an ExternalName service; empty otherwise.</summary>
    public string ExternalName { get; init; } = "";

    /// <summary>Only endpoints in the caller's cluster are used (the mesh's service settings).</summary>
    public bool IsClusterLocal { get; init; }

    /// <summary>Only endpoints on the caller's node are used (<c>internalTrafficPolicy: Local</c>).</summary>
    public bool IsNodeLocal { get; init; }

    /// <summary>Preference for close endpoints.</summary>
    public TrafficDistribution TrafficDistribution { get; init; }

    /// <summary>Endpoints count before they are ready.</summary>
    public bool PublishesNotReadyAddresses { get; init; }

    /// <summary>For a headless service: target ports that differ from the service's port.</summary>
    public ValueArray<PortMapping> PassthroughTargetPorts { get; init; }

    /// <summary>SPIFFE identities that the object itself declares for its endpoints, sorted.</summary>
    public ValueArray<string> ServiceAccounts { get; init; }

    /// <summary>Addresses reachable from other networks (load balancer, node addresses), for each cluster.</summary>
    public ValueArray<ClusterAddresses> ExternalAddresses { get; init; }

    /// <summary>ExternalName services that stand for this one; by namespace, then by hostname.</summary>
    public ValueArray<ServiceKey> Aliases { get; init; }

    /// <summary>Ports of endpoints that differ from the service's, of a ServiceEntry that passes through; by service port.</summary>
    public ValueArray<PortPair> PassthroughPorts { get; init; }

    /// <summary>Takes the first address of a DNS answer that a connection succeeds to (<c>RACE_FIRST_TCP_CONNECT</c>).</summary>
    public bool RacesConnections { get; init; }

    /// <summary>
    /// If several objects make this service, each of them alone, oldest first: more addresses of one ServiceEntry, several
    /// entries of one host, an entry beside a Kubernetes service. This one then is the one in charge with the ports of those
    /// that can be merged; listeners and name tables treat each alone. Empty if there is one object.
    /// </summary>
    public ValueArray<MeshService> Parts { get; init; }

    /// <summary>Any address.</summary>
    public const string Unspecified = "0.0.0.0";

    /// <summary>Kubernetes service without a cluster IP, or a ServiceEntry that passes through without addresses.</summary>
    public bool IsHeadless => Registry == ServiceRegistry.Kubernetes
        && Resolution == Resolution.Passthrough
        && string.Equals(DefaultAddress, Unspecified, StringComparison.Ordinal);

    /// <summary>Older first; of equal age by name, then by namespace.</summary>
    /// <remarks>istiod: pilot/pkg/model/push_context.go:SortServicesByCreationTime.</remarks>
    public static int CompareByAge(MeshService left, MeshService right)
    {
        int order = left.CreationTime.CompareTo(right.CreationTime);
        order = order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Key.Namespace, right.Key.Namespace);
    }

    /// <summary>The port of a name, if there is one.</summary>
    public ServicePort? FindPort(string name)
    {
        foreach (ServicePort port in Ports)
        {
            if (string.Equals(port.Name, name, StringComparison.Ordinal))
            {
                return port;
            }
        }

        return null;
    }

    /// <summary>Addresses in one cluster; empty if it has none there.</summary>
    public ValueArray<string> AddressesIn(ClusterId cluster)
    {
        foreach (ClusterAddresses own in Addresses)
        {
            if (own.Cluster == cluster)
            {
                return own.Addresses;
            }
        }

        return default;
    }

    /// <summary>The port of a number, if there is one.</summary>
    public ServicePort? FindPort(int number)
    {
        foreach (ServicePort port in Ports)
        {
            if (port.Number == number)
            {
                return port;
            }
        }

        return null;
    }
}
