using System.Net;
using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Compiler.Networks;

/// <summary>Finds the network of an endpoint.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/network.go:reloadMeshNetworks, controller.go:Network.</remarks>
internal sealed class NetworkLookup
{
    private readonly Derived<ObjectKey, string> _ofSystemNamespaces;
    private readonly Derived<Unit, NetworkRules> _rules;
    private readonly Collection<SettingsKey, MeshSettings> _settings;

    public NetworkLookup(Graph graph, MeshSources sources)
    {
        _settings = sources.Settings;
        _ofSystemNamespaces = graph.Derive<ObjectKey, ConfigObject, ObjectKey, string>(
            "cluster-networks",
            sources.Namespaces,
            (key, item, reads, output) =>
            {
                string network = item.Meta.Labels.GetOrEmpty(LabelNames.Network);
                if (network.Length > 0
                    && reads.TryGet(_settings, SettingsKey.Mesh, out MeshSettings? settings)
                    && string.Equals(settings.SystemNamespace, key.Name, StringComparison.Ordinal))
                {
                    output.Add(new ObjectKey(key.Cluster, "", ""), network);
                }
            });
        _rules = graph.DeriveSingleton(
            "network-rules",
            reads => reads.TryGet(_settings, SettingsKey.Mesh, out MeshSettings? settings)
                ? RulesOf(settings.Networks)
                : NetworkRules.None);
    }

    /// <summary>
    /// By the label of the workload, else of the cluster's system namespace, else by the mesh's networks (a whole cluster
    /// before address ranges), else none.
    /// </summary>
    public NetworkId Of(Reads reads, ClusterId cluster, string address, LabelSet labels)
    {
        string label = labels.GetOrEmpty(LabelNames.Network);
        if (label.Length > 0)
        {
            return new NetworkId(label);
        }

        if (reads.TryGet(_ofSystemNamespaces, new ObjectKey(cluster, "", ""), out string? ofCluster))
        {
            return new NetworkId(ofCluster);
        }

        if (!reads.TryGet(_rules, out NetworkRules? rules))
        {
            return NetworkId.None;
        }

        foreach (KeyValuePair<string, string> registry in rules.Registries)
        {
            if (string.Equals(registry.Key, cluster.Value, StringComparison.Ordinal))
            {
                return new NetworkId(registry.Value);
            }
        }

        if (!rules.Ranges.IsEmpty && IPText.TryParse(address, out IPAddress? ip))
        {
            foreach (CidrRange range in rules.Ranges)
            {
                if (range.Range.Contains(ip))
                {
                    return new NetworkId(range.Network);
                }
            }
        }

        return NetworkId.None;
    }

    private static NetworkRules RulesOf(MeshNetworks networks)
    {
        List<KeyValuePair<string, string>> registries = [];
        List<CidrRange> ranges = [];
        SortedDictionary<string, Network> sorted = new(networks.Networks, StringComparer.Ordinal);
        foreach (KeyValuePair<string, Network> network in sorted)
        {
            foreach (Network.Types.NetworkEndpoints endpoints in network.Value.Endpoints)
            {
                if (endpoints.FromRegistry.Length > 0)
                {
                    registries.Add(new(endpoints.FromRegistry, network.Key));
                }
                else if (CidrRange.TryParse(endpoints.FromCidr, out IPNetwork range))
                {
                    ranges.Add(new CidrRange(range, network.Key));
                }
            }
        }

        ranges.Sort(static (a, b) =>
        {
            int order = a.Range.PrefixLength.CompareTo(b.Range.PrefixLength);
            return order != 0 ? order : string.CompareOrdinal(a.Network, b.Network);
        });
        return new NetworkRules(ValueArray.From(registries), ValueArray.From(ranges));
    }
}
