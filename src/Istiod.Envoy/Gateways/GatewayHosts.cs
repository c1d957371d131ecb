using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;

namespace Istiod.Envoy.Gateways;

/// <summary>Which hosts of a virtual service a gateway's server takes.</summary>
internal static class GatewayHosts
{
    /// <summary>
    /// Hosts that both have: of two that overlap the narrower one. In the server's order.
    /// </summary>
    /// <remarks>istiod: pkg/config/host/names.go:NamesForNamespace, Intersection.</remarks>
    public static List<string> Intersect(GatewayServer server, VirtualServiceConfig config)
    {
        List<string> common = [];
        foreach (string entry in server.Spec.Hosts)
        {
            if (!TryGetName(entry, config.Name.Namespace, out string name))
            {
                continue;
            }

            Hostname own = new(name);
            foreach (string host in config.Spec.Hosts)
            {
                Hostname other = new(host);
                string? narrower = own.IsSubsetOf(other) ? name : other.IsSubsetOf(own) ? host : null;
                if (narrower is not null && !common.Contains(narrower))
                {
                    common.Add(narrower);
                }
            }
        }

        return common;
    }

    /// <summary>Whether a virtual service has any host that the server takes.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/gateway.go:pickMatchingGatewayHosts.</remarks>
    public static bool Overlap(GatewayServer server, VirtualServiceConfig config)
    {
        foreach (string entry in server.Spec.Hosts)
        {
            if (!TryGetName(entry, config.Name.Namespace, out string name))
            {
                continue;
            }

            foreach (string host in config.Spec.Hosts)
            {
                if (new Hostname(name).Matches(new Hostname(host)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a condition's gateways, if it names any, include one.</summary>
    public static bool Includes(RepeatedField<string> gateways, string gateway) =>
        gateways.Count == 0 || gateways.Contains(gateway);

    /// <summary>The host of an entry that counts for virtual services of a namespace.</summary>
    private static bool TryGetName(string entry, string namespaceName, out string name)
    {
        int slash = entry.IndexOf('/', StringComparison.Ordinal);
        name = entry[(slash + 1)..];
        return slash < 0
            || entry.AsSpan(0, slash).SequenceEqual(namespaceName)
            || entry.AsSpan(0, slash).SequenceEqual("*");
    }
}
