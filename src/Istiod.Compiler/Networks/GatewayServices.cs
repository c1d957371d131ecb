using System.Globalization;
using System.Text.Json;
using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using KubernetesPort = Istiod.Config.Kinds.Core.ServicePort;

namespace Istiod.Compiler.Networks;

/// <summary>A Service that leads into a network → gateways to that network, one for each of its outer addresses.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/network.go:getGatewayDetails, extractGatewaysInner.</remarks>
internal static class GatewayServices
{
    private const int DefaultPort = 15443;
    private const int DefaultHbonePort = 15008;

    /// <param name="item">The Service.</param>
    /// <param name="service">What it was converted to.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="settings">The mesh.</param>
    /// <param name="reads">Reads nodes, for node ports.</param>
    /// <param name="nodes">All nodes, by cluster.</param>
    public static ValueArray<NetworkGateway> Convert(
        ConfigObject item,
        MeshService service,
        ClusterId cluster,
        MeshSettings settings,
        Reads reads,
        Index<string, ObjectKey, ConfigObject> nodes)
    {
        List<NetworkGateway> templates = Templates(service, cluster, settings.Networks);
        if (templates.Count == 0)
        {
            return default;
        }

        Dictionary<int, int> nodePorts = [];
        List<string> addresses = [];
        if (service.Type == KubernetesServiceType.NodePort
            && item.Meta.Annotations.TryGet(LabelNames.NodeSelector, out string? selector))
        {
            foreach (KubernetesPort port in item.SpecAs<ServiceSpec>().Ports)
            {
                nodePorts[port.Port] = port.NodePort;
            }

            addresses = NodeAddresses(SelectorOf(selector), reads.Lookup(nodes, cluster.Value));
        }

        foreach (ClusterAddresses external in service.ExternalAddresses)
        {
            addresses.AddRange(external.Addresses);
        }

        List<NetworkGateway> gateways = [];
        foreach (string address in addresses)
        {
            foreach (NetworkGateway template in templates)
            {
                NetworkGateway gateway = template with
                {
                    Address = address,
                    Port = nodePorts.TryGetValue(template.Port, out int nodePort) ? nodePort : template.Port,
                };
                if (!gateways.Contains(gateway))
                {
                    gateways.Add(gateway);
                }
            }
        }

        return ValueArray.From(gateways);
    }

    /// <summary>By the service's label if it has one, else by the mesh's networks that name it.</summary>
    private static List<NetworkGateway> Templates(MeshService service, ClusterId cluster, MeshNetworks networks)
    {
        string network = service.Labels.GetOrEmpty(LabelNames.Network);
        if (network.Length > 0)
        {
            int port = int.TryParse(
                service.Labels.GetOrEmpty(LabelNames.GatewayPort),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int declared)
                ? declared
                : DefaultPort;
            int tls = service.FindPort(port) is null ? 0 : port;
            int hbone = service.FindPort(DefaultHbonePort) is null ? 0 : DefaultHbonePort;
            return tls == 0 && hbone == 0 ? [] : [new(new NetworkId(network), cluster, "", tls, hbone)];
        }

        List<NetworkGateway> named = [];
        foreach (KeyValuePair<string, Network> candidate in networks.Networks)
        {
            if (!IsOfRegistry(candidate.Value, cluster))
            {
                continue;
            }

            foreach (Network.Types.IstioNetworkGateway gateway in candidate.Value.Gateways)
            {
                if (string.Equals(gateway.RegistryServiceName, service.Key.Host.Value, StringComparison.Ordinal))
                {
                    named.Add(new NetworkGateway(new NetworkId(candidate.Key), cluster, "", (int)gateway.Port, 0));
                }
            }
        }

        return named;
    }

    private static bool IsOfRegistry(Network network, ClusterId cluster)
    {
        foreach (Network.Types.NetworkEndpoints endpoints in network.Endpoints)
        {
            if (string.Equals(endpoints.FromRegistry, cluster.Value, StringComparison.Ordinal)
                && endpoints.FromRegistry.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static LabelSet SelectorOf(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return LabelSet.Empty;
            }

            List<KeyValuePair<string, string>> labels = [];
            foreach (JsonProperty label in document.RootElement.EnumerateObject())
            {
                if (label.Value.ValueKind == JsonValueKind.String)
                {
                    labels.Add(new(label.Name, label.Value.GetString() ?? ""));
                }
            }

            return LabelSet.From(labels);
        }
        catch (JsonException)
        {
            // The user's annotation is no JSON: it selects every node, as in the reference.
            return LabelSet.Empty;
        }
    }

    private static List<string> NodeAddresses(LabelSet selector, Entries<ObjectKey, ConfigObject> nodes)
    {
        List<string> addresses = [];
        foreach (KeyValuePair<ObjectKey, ConfigObject> node in nodes)
        {
            if (node.Value.Spec is not NodeSpec spec || !selector.IsSubsetOf(node.Value.Meta.Labels))
            {
                continue;
            }

            foreach (NodeAddress address in spec.Addresses)
            {
                if (address.Type is "ExternalIP" && address.Address.Length > 0)
                {
                    addresses.Add(address.Address);
                    break;
                }
            }
        }

        return addresses;
    }
}
