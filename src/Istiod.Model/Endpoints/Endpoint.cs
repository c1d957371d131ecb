using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>An address and port that serves a service port. Compares by value.</summary>
/// <remarks>istiod: pilot/pkg/model/service.go:IstioEndpoint.</remarks>
public sealed record Endpoint
{
    /// <summary>IP addresses (several for dual stack), a DNS name, or the path of a Unix socket; first is primary.</summary>
    public required ValueArray<string> Addresses { get; init; }

    /// <summary>Name of the service port it serves.</summary>
    public required string ServicePortName { get; init; }

    /// <summary>Number of the service port it serves, where that decides (ServiceEntries); 0 if only the name does.</summary>
    public int ServicePortNumber { get; init; }

    /// <summary>Port it listens on; 0 for a Unix socket.</summary>
    public int Port { get; init; }

    /// <summary>Whether the address is the path of a Unix socket.</summary>
    public bool IsSocket { get; init; }

    /// <summary>Labels of the workload.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>SPIFFE identity, or empty.</summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary>Cluster it runs in.</summary>
    public ClusterId Cluster { get; init; }

    /// <summary>Network it is on.</summary>
    public NetworkId Network { get; init; }

    /// <summary>Where it runs.</summary>
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>Load balancing weight; 0 means not set (counts as 1).</summary>
    public uint Weight { get; init; }

    /// <summary>Whether the workload takes mutual TLS (<c>security.istio.io/tlsMode: istio</c>).</summary>
    public bool AcceptsMutualTls { get; init; }

    /// <summary>Whether the workload's node takes HBONE for it (ambient redirection).</summary>
    public bool TakesHbone { get; init; }

    /// <summary>Namespace of the workload.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name of the workload's controller (Deployment…), for telemetry.</summary>
    public string WorkloadName { get; init; } = "";

    /// <summary>Whether <paramref name="port"/> is the one it serves: by number if it has one, else by name.</summary>
    public bool Serves(ServicePort port) => ServicePortNumber != 0
        ? ServicePortNumber == port.Number
        : string.Equals(ServicePortName, port.Name, StringComparison.Ordinal);

    /// <summary>Pod hostname, for headless DNS names; empty if none.</summary>
    public string HostName { get; init; } = "";

    /// <summary>Pod subdomain (the headless service's name); empty if none.</summary>
    public string SubDomain { get; init; } = "";

    /// <summary>Readiness.</summary>
    public EndpointHealth Health { get; init; }

    /// <summary>Node it runs on; empty if unknown.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Seen only by proxies of its own cluster (multi-cluster services that are not exported).</summary>
    public bool IsClusterLocal { get; init; }

    /// <summary>First address.</summary>
    public string PrimaryAddress => Addresses.IsEmpty ? "" : Addresses[0];
}
