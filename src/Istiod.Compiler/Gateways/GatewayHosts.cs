using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Gateways;

/// <summary>Hosts of a gateway's servers.</summary>
internal static class GatewayHosts
{
    /// <summary>
    /// The server with hosts that are <c>host</c> or <c>namespace/host</c>: <c>./host</c> gets the gateway's namespace,
    /// <c>*/host</c> loses its own, and <c>*/*</c> stands for all hosts alone.
    /// </summary>
    /// <remarks>istiod: pilot/pkg/model/gateway.go:sanitizeServerHostNamespace.</remarks>
    public static Server Resolve(Server server, string namespaceName)
    {
        Server? copy = null;
        for (int i = 0; i < server.Hosts.Count; i++)
        {
            string[] parts = server.Hosts[i].Split('/');
            if (parts.Length < 2 || parts[0] is not ("." or "*"))
            {
                continue;
            }

            copy ??= server.Clone();
            if (parts[0] == "*" && parts[1] == "*")
            {
                copy.Hosts.Clear();
                copy.Hosts.Add("*");
                break;
            }

            copy.Hosts[i] = parts[0] == "." ? $"{namespaceName}/{parts[1]}" : parts[1];
        }

        return copy ?? server;
    }

    /// <summary>Hosts without their namespaces, sorted, each once.</summary>
    /// <remarks>istiod: pilot/pkg/model/gateway.go:GetSNIHostsForServer.</remarks>
    public static string[] Names(Server server)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (string host in server.Hosts)
        {
            string[] parts = host.Split('/');
            names.Add(parts.Length > 1 ? parts[1] : host);
        }

        return [.. names];
    }
}
