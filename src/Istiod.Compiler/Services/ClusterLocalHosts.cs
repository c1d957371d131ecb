using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Compiler.Services;

/// <summary>Hosts whose endpoints are seen from their own cluster only. Compares by value.</summary>
/// <param name="Exact">Hosts, and whether they are.</param>
/// <param name="Wildcards">Wildcards, and whether what they match is; the longest first.</param>
/// <remarks>istiod: model/cluster_local.go:onMeshUpdated.</remarks>
internal sealed record ClusterLocalHosts(
    ValueArray<KeyValuePair<string, bool>> Exact, ValueArray<KeyValuePair<string, bool>> Wildcards)
{
    public static readonly ClusterLocalHosts None = new(default, default);

    /// <summary>What the mesh says, and the system's own hosts if it does not deny them.</summary>
    public static ClusterLocalHosts Of(MeshSettings settings)
    {
        SortedDictionary<string, bool> exact = new(StringComparer.Ordinal);
        SortedDictionary<string, bool> wildcards = new(StringComparer.Ordinal);
        List<string> defaults = DefaultsOf(settings);
        foreach (MeshConfig.Types.ServiceSettings rule in settings.Mesh.ServiceSettings)
        {
            bool isLocal = rule.Settings?.ClusterLocal ?? false;
            foreach (string host in rule.Hosts)
            {
                if (!isLocal)
                {
                    defaults.RemoveAll(known => string.Equals(host, known, StringComparison.Ordinal)
                        || (known[0] == '*' && host.EndsWith(known[1..], StringComparison.Ordinal)));
                }

                (new Hostname(host).IsWildcard ? wildcards : exact)[host] = isLocal;
            }
        }

        foreach (string host in defaults)
        {
            (new Hostname(host).IsWildcard ? wildcards : exact)[host] = true;
        }

        KeyValuePair<string, bool>[] byLength = [.. wildcards];
        Array.Sort(byLength, static (a, b) =>
        {
            int order = b.Key.Length.CompareTo(a.Key.Length);
            return order != 0 ? order : string.CompareOrdinal(a.Key, b.Key);
        });
        return new ClusterLocalHosts(ValueArray.Take([.. exact]), ValueArray.Take(byLength));
    }

    /// <summary>By the host itself if it is listed, else by the most specific wildcard.</summary>
    public bool Includes(Hostname host)
    {
        foreach (KeyValuePair<string, bool> entry in Exact)
        {
            if (string.Equals(entry.Key, host.Value, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        foreach (KeyValuePair<string, bool> entry in Wildcards)
        {
            if (host.IsSubsetOf(new Hostname(entry.Key)))
            {
                return entry.Value;
            }
        }

        return false;
    }

    private static List<string> DefaultsOf(MeshSettings settings)
    {
        string suffix = settings.DomainSuffix;
        List<string> hosts = [$"*.kube-system.svc.{suffix}", $"kubernetes.default.svc.{suffix}"];
        string discovery = settings.Mesh.DefaultConfig?.DiscoveryAddress ?? "";
        int colon = discovery.LastIndexOf(':');
        if (colon > 0)
        {
            string host = discovery[..colon];
            hosts.Add(host.EndsWith(suffix, StringComparison.Ordinal) ? host : $"{host}.{suffix}");
        }

        return hosts;
    }
}
