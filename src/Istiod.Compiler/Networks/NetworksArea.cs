using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Compiler.Networks;

/// <summary>Mesh networks, Services and Gateway resources → gateways between networks.</summary>
/// <remarks>istiod: model/network.go:reload. Names are not resolved here: a gateway with a name counts where proxies resolve.</remarks>
internal static class NetworksArea
{
    /// <param name="graph">Gets the collections.</param>
    /// <param name="sources">Services, nodes, gateways, settings.</param>
    /// <param name="services">Converted Services of each cluster.</param>
    public static Collection<Unit, NetworkTable> Wire(
        Graph graph, MeshSources sources, Collection<ObjectKey, MeshService> services)
    {
        Index<string, ObjectKey, ConfigObject> nodes = graph.AddIndex<string, ObjectKey, ConfigObject>(
            "nodes-by-cluster", sources.Nodes, static (key, _, sink) => sink.Add(key.Cluster.Value));
        Derived<ObjectKey, ValueArray<NetworkGateway>> ofServices =
            graph.Derive<ObjectKey, MeshService, ObjectKey, ValueArray<NetworkGateway>>(
                "gateways-of-services",
                services,
                (key, service, reads, output) =>
                {
                    if (reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
                        && reads.TryGet(sources.Services, key, out ConfigObject? item))
                    {
                        AddIfAny(
                            output, key, GatewayServices.Convert(item, service, key.Cluster, settings, reads, nodes));
                    }
                });
        Derived<ObjectKey, ValueArray<NetworkGateway>> ofResources =
            graph.Derive<ObjectKey, ConfigObject, ObjectKey, ValueArray<NetworkGateway>>(
                "gateways-of-resources",
                sources.Of(KindCatalog.KubernetesGateway),
                (key, item, reads, output) =>
                {
                    if (reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
                        && settings.Features.MultiNetworkDiscoverGatewayApi)
                    {
                        AddIfAny(output, key, GatewayResources.Convert(key, item, key.Cluster == settings.ConfigCluster));
                    }
                });
        return graph.DeriveSingleton(
            "networks",
            reads =>
            {
                HashSet<NetworkGateway> all = [];
                if (reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
                {
                    AddDeclared(all, settings.Networks);
                }

                AddAll(all, reads.All(ofServices));
                AddAll(all, reads.All(ofResources));
                return TableOf(all);
            });
    }

    private static void AddIfAny(
        Output<ObjectKey, ValueArray<NetworkGateway>> output, ObjectKey key, ValueArray<NetworkGateway> gateways)
    {
        if (!gateways.IsEmpty)
        {
            output.Add(key, gateways);
        }
    }

    private static void AddDeclared(HashSet<NetworkGateway> all, MeshNetworks networks)
    {
        foreach (KeyValuePair<string, Network> network in networks.Networks)
        {
            foreach (Network.Types.IstioNetworkGateway gateway in network.Value.Gateways)
            {
                if (gateway.Address.Length > 0)
                {
                    all.Add(new NetworkGateway(
                        new NetworkId(network.Key), ClusterId.None, gateway.Address, (int)gateway.Port, 0));
                }
            }
        }
    }

    private static void AddAll(
        HashSet<NetworkGateway> all, Entries<ObjectKey, ValueArray<NetworkGateway>> contributions)
    {
        foreach (KeyValuePair<ObjectKey, ValueArray<NetworkGateway>> contribution in contributions)
        {
            foreach (NetworkGateway gateway in contribution.Value)
            {
                all.Add(gateway);
            }
        }
    }

    private static NetworkTable TableOf(HashSet<NetworkGateway> all)
    {
        if (all.Count == 0)
        {
            return NetworkTable.None;
        }

        List<NetworkGateway> sorted = [.. all];
        sorted.Sort(Compare);
        List<NetworkGateway> resolved = sorted.FindAll(static gateway => IPText.IsAddress(gateway.Address));
        return new NetworkTable(new NetworkGateways(ValueArray.From(resolved)), new NetworkGateways(ValueArray.From(sorted)));
    }

    private static int Compare(NetworkGateway a, NetworkGateway b)
    {
        int order = string.CompareOrdinal(a.Network.Value, b.Network.Value);
        order = order != 0 ? order : string.CompareOrdinal(a.Cluster.Value, b.Cluster.Value);
        order = order != 0 ? order : NetworkGateways.CompareByAddress(a, b);
        order = order != 0 ? order : a.HbonePort.CompareTo(b.HbonePort);
        return order != 0 ? order : a.ServiceAccount.CompareTo(b.ServiceAccount);
    }
}
