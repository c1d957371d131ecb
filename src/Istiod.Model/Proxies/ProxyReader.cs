using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Model;

/// <summary>Reads what a proxy says of itself.</summary>
/// <remarks>istiod: pilot/pkg/model/context.go:ParseServiceNodeWithMetadata, GetProxyConfigNamespace; pkg/model/proxy.go.</remarks>
public static class ProxyReader
{
    /// <summary>Reads node id and metadata.</summary>
    /// <param name="nodeId"><c>type~ip~id~domain</c>.</param>
    /// <param name="serviceCluster">The node's own <c>cluster</c>.</param>
    /// <param name="metadata">As sent; kept by reference.</param>
    /// <param name="locality">As sent.</param>
    /// <param name="aliases">Cluster names that stand for others (<c>--clusterAliases</c>).</param>
    /// <param name="verified">Who it has proven to be.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="error">Why it cannot be served, in the reference's words.</param>
    public static bool TryRead(
        string nodeId,
        string serviceCluster,
        Struct? metadata,
        Locality locality,
        IReadOnlyDictionary<string, string> aliases,
        WorkloadAccount? verified,
        [NotNullWhen(true)] out ProxyIdentity? proxy,
        [NotNullWhen(false)] out string? error)
    {
        proxy = null;
        string[] parts = nodeId.Split('~');
        if (parts.Length != 4)
        {
            error = $"missing parts in the service node \"{nodeId}\"";
            return false;
        }

        if (!TryReadKind(parts[0], out ProxyKind kind))
        {
            error = "invalid node type (valid types: [sidecar router waypoint ztunnel agentgateway]) "
                + $"in the service node \"{nodeId}\"";
            return false;
        }

        if (!ProxyMetadataReader.TryRead(metadata, out ProxyMetadata? typed, out ProxyConfig? config, out error))
        {
            return false;
        }

        ValueArray<string> addresses = AllValid(typed.InstanceIPs) ? typed.InstanceIPs
            : IPAddress.TryParse(parts[1], out _) ? [parts[1]]
            : default;
        if (addresses.IsEmpty)
        {
            error = "no valid IP address in the service node id or metadata";
            return false;
        }

        error = null;
        proxy = new ProxyIdentity
        {
            Kind = kind,
            Id = parts[2],
            IPAddresses = addresses,
            DnsDomain = parts[3],
            ServiceCluster = serviceCluster,
            Namespace = typed.Namespace.Length > 0 ? typed.Namespace : FirstLabel(parts[3]),
            Metadata = typed,
            Cluster = new ClusterId(aliases.TryGetValue(typed.ClusterId, out string? real) ? real : typed.ClusterId),
            Verified = verified,
            Network = new NetworkId(typed.Network),
            Locality = locality,
            Version = ProxyVersion.Parse(typed.IstioVersion),
            Families = FamiliesOf(addresses),
            ProxyConfig = config,
        };
        return true;
    }

    private static bool TryReadKind(string text, out ProxyKind kind)
    {
        switch (text)
        {
            case "sidecar":
                kind = ProxyKind.Sidecar;
                return true;
            case "router":
                kind = ProxyKind.Router;
                return true;
            case "waypoint":
                kind = ProxyKind.Waypoint;
                return true;
            case "ztunnel":
                kind = ProxyKind.Ztunnel;
                return true;
            case "agentgateway":
                kind = ProxyKind.AgentGateway;
                return true;
            default:
                kind = default;
                return false;
        }
    }

    private static bool AllValid(ValueArray<string> addresses)
    {
        foreach (string address in addresses)
        {
            if (!IPAddress.TryParse(address, out _))
            {
                return false;
            }
        }

        return !addresses.IsEmpty;
    }

    private static string FirstLabel(string domain)
    {
        int dot = domain.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? "" : domain[..dot];
    }

    private static AddressFamilies FamiliesOf(ValueArray<string> addresses)
    {
        AddressFamilies families = AddressFamilies.None;
        foreach (string text in addresses)
        {
            if (IPAddress.TryParse(text, out IPAddress? address))
            {
                families |= address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6
                    ? AddressFamilies.IPv4
                    : AddressFamilies.IPv6;
            }
        }

        return families;
    }
}
