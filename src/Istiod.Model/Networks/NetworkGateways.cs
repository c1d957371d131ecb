using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>All gateways between networks. Compares by value.</summary>
/// <param name="All">By network, cluster, address, port; no gateway twice.</param>
/// <remarks>istiod: pilot/pkg/model/network.go:NetworkGateways.</remarks>
public sealed record NetworkGateways(ValueArray<NetworkGateway> All)
{
    /// <summary>No gateways: one network, or networks that reach each other.</summary>
    public static readonly NetworkGateways None = new(default(ValueArray<NetworkGateway>));

    /// <summary>Whether endpoints of other networks go through gateways.</summary>
    public bool IsMultiNetwork => !All.IsEmpty;

    /// <summary>
    /// What all endpoint weights are multiplied by, so that a weight can be split evenly over a network's gateways: the least
    /// common multiple of the numbers of gateways of each network and of each network and cluster.
    /// </summary>
    public uint WeightScale { get; } = ScaleOf(All);

    /// <summary>Gateways of a network in a cluster, or all of the network if the cluster has none; by address, then by port.</summary>
    public ValueArray<NetworkGateway> For(NetworkId network, ClusterId cluster)
    {
        List<NetworkGateway> found = [];
        foreach (NetworkGateway gateway in All)
        {
            if (gateway.Network == network && gateway.Cluster == cluster)
            {
                found.Add(gateway);
            }
        }

        if (found.Count == 0)
        {
            foreach (NetworkGateway gateway in All)
            {
                if (gateway.Network == network)
                {
                    found.Add(gateway);
                }
            }
        }

        found.Sort(CompareByAddress);
        return ValueArray.From(found);
    }

    /// <summary>By address, then by port.</summary>
    public static int CompareByAddress(NetworkGateway left, NetworkGateway right)
    {
        int order = string.CompareOrdinal(left.Address, right.Address);
        return order != 0 ? order : left.Port.CompareTo(right.Port);
    }

    private static uint ScaleOf(ValueArray<NetworkGateway> all)
    {
        Dictionary<(string Network, string? Cluster), int> counts = [];
        foreach (NetworkGateway gateway in all)
        {
            string network = gateway.Network.ToString();
            counts[(network, null)] = counts.GetValueOrDefault((network, null)) + 1;
            (string, string?) inCluster = (network, gateway.Cluster.ToString());
            counts[inCluster] = counts.GetValueOrDefault(inCluster) + 1;
        }

        ulong scale = 1;
        foreach (int count in counts.Values)
        {
            scale = scale / GreatestCommonDivisor(scale, (ulong)count) * (ulong)count;
        }

        return (uint)scale;
    }

    private static ulong GreatestCommonDivisor(ulong a, ulong b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
