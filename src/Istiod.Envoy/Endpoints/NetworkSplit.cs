using System.Net;
using System.Net.Sockets;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Endpoint = Istiod.Model.Endpoint;

namespace Istiod.Envoy.Endpoints;

/// <summary>Puts gateways in the place of endpoints that the client cannot reach directly.</summary>
/// <remarks>istiod: xds/endpoints/ep_filters.go:EndpointsByNetworkFilter. Gateways take over the weight of the endpoints behind them.</remarks>
internal sealed class NetworkSplit(NetworkGateways gateways, EndpointClient client, MeshFeatures features)
{
    /// <summary>The groups as the client reaches them; they keep their order, also if nothing is left in one.</summary>
    public List<LocalityGroup> Apply(List<LocalityGroup> groups)
    {
        List<LocalityGroup> reachable = new(groups.Count);
        foreach (LocalityGroup group in groups)
        {
            reachable.Add(Apply(group));
        }

        return reachable;
    }

    private LocalityGroup Apply(LocalityGroup group)
    {
        LocalityGroup reachable = new(group.Locality);
        Dictionary<NetworkGateway, uint> weights = [];
        for (int i = 0; i < group.Endpoints.Count; i++)
        {
            Endpoint endpoint = group.Endpoints[i];
            LbEndpoint message = group.Message.LbEndpoints[i];
            ValueArray<NetworkGateway> toIt = GatewaysTo(endpoint);
            message.LoadBalancingWeight = Scaled(message.LoadBalancingWeight ?? 0);

            // A client that does not say where it is goes through the gateways of networks that have names.
            bool isBehindGateway = toIt.Count > 0
                && ((client.Network.IsNone && !endpoint.Network.IsNone) || !client.IsIn(endpoint.Network));
            if (!isBehindGateway)
            {
                if (endpoint.PrimaryAddress.Length > 0)
                {
                    reachable.Add(endpoint, message);
                }

                continue;
            }

            List<NetworkGateway> usable = Usable(toIt);

            // Gateways route by SNI, so only mutual TLS passes them.
            if (usable.Count > 0 && EndpointMessages.UsesMutualTls(message))
            {
                uint share = message.LoadBalancingWeight.Value / (uint)usable.Count;
                foreach (NetworkGateway gateway in usable)
                {
                    weights[gateway] = unchecked(weights.GetValueOrDefault(gateway) + share);
                }
            }
        }

        AddGateways(reachable, weights);
        if (reachable.Endpoints.Count > 0)
        {
            reachable.SumWeights();
        }

        return reachable;
    }

    private void AddGateways(LocalityGroup group, Dictionary<NetworkGateway, uint> weights)
    {
        List<NetworkGateway> sorted = [.. weights.Keys];
        sorted.Sort(NetworkGateways.CompareByAddress);
        foreach (NetworkGateway gateway in sorted)
        {
            Endpoint endpoint = new()
            {
                Addresses = [gateway.Address],
                ServicePortName = "",
                Cluster = gateway.Cluster,
                Network = gateway.Network,
                Labels = LabelsOf(gateway),
            };
            group.Add(endpoint, EndpointMessages.Build(gateway, Math.Max(weights[gateway], 1), features));
        }
    }

    private ValueArray<NetworkGateway> GatewaysTo(Endpoint endpoint)
    {
        ValueArray<NetworkGateway> all = gateways.For(endpoint.Network, endpoint.Cluster);
        if (!client.IsSidecar)
        {
            return all;
        }

        List<NetworkGateway> passing = new(all.Count);
        foreach (NetworkGateway gateway in all)
        {
            if (gateway.Port > 0)
            {
                passing.Add(gateway);
            }
        }

        return ValueArray.From(passing);
    }

    /// <summary>Those whose address family the client speaks; of both, or of none known, all.</summary>
    private List<NetworkGateway> Usable(ValueArray<NetworkGateway> all)
    {
        List<NetworkGateway> usable = new(all.Count);
        bool takesAll = client.Families is AddressFamilies.None or AddressFamilies.Dual;
        foreach (NetworkGateway gateway in all)
        {
            if (takesAll || (IPText.TryParse(gateway.Address, out IPAddress? address) && Speaks(address)))
            {
                usable.Add(gateway);
            }
        }

        return usable;
    }

    private bool Speaks(IPAddress address) =>
        client.Families == (address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6
            ? AddressFamilies.IPv4
            : AddressFamilies.IPv6);

    private uint Scaled(uint weight)
    {
        uint scale = Math.Max(gateways.WeightScale, 1);
        return weight == 0 ? scale : weight < uint.MaxValue / scale ? weight * scale : uint.MaxValue;
    }

    private static LabelSet LabelsOf(NetworkGateway gateway)
    {
        List<KeyValuePair<string, string>> labels = [];
        if (gateway.Cluster.ToString() is { Length: > 0 } cluster)
        {
            labels.Add(new("topology.istio.io/cluster", cluster));
        }

        if (!gateway.Network.IsNone)
        {
            labels.Add(new("topology.istio.io/network", gateway.Network.Value));
        }

        return LabelSet.From(labels);
    }
}
