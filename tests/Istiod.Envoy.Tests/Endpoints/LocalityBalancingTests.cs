using Istiod.Envoy.Endpoints;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Endpoint = Istiod.Model.Endpoint;

namespace Istiod.Envoy.Tests.Endpoints;

public sealed class LocalityBalancingTests
{
    private static readonly EndpointClient s_client = new()
    {
        Locality = new Locality("r1", "z1", "s1"),
        Labels = LabelSet.From([new("zone", "z1"), new("node", "n1")]),
    };

    [Fact]
    public void Failover_ByDistance_NumbersWithoutGaps()
    {
        List<LocalityGroup> groups = Groups("r1/z1/s1", "r1/z2", "r2/z1", "r3/z1");

        LocalityBalancing.Apply(groups, s_client, new LocalityLoadBalancerSetting(), failsOver: true);

        Assert.Equal([0u, 1u, 2u, 2u], Priorities(groups));
    }

    [Fact]
    public void Failover_ToNamedRegion_ComesBeforeOtherRegions()
    {
        List<LocalityGroup> groups = Groups("r2/z1", "r3/z1", "");
        LocalityLoadBalancerSetting setting = new()
        {
            Failover = { new LocalityLoadBalancerSetting.Types.Failover { From = "r1", To = "r3" } },
        };

        LocalityBalancing.Apply(groups, s_client, setting, failsOver: true);

        Assert.Equal([1u, 0u, 1u], Priorities(groups));
    }

    [Fact]
    public void Failover_WithoutOutlierDetection_ChangesNothing()
    {
        List<LocalityGroup> groups = Groups("r2/z1", "r1/z1/s1");

        LocalityBalancing.Apply(groups, s_client, new LocalityLoadBalancerSetting(), failsOver: false);

        Assert.Equal([0u, 0u], Priorities(groups));
    }

    [Fact]
    public void Distribute_SplitsSharesAndEmptiesTheRest()
    {
        List<LocalityGroup> groups = Groups("r1/z1/s1", "r1/z2", "r2/z1", "r3/z1");
        LocalityLoadBalancerSetting setting = new()
        {
            Distribute =
            {
                new LocalityLoadBalancerSetting.Types.Distribute { From = "r9/*", To = { ["r3/*"] = 100 } },
                new LocalityLoadBalancerSetting.Types.Distribute { From = "r1/*", To = { ["r1/*"] = 80, ["r2/*"] = 20 } },
            },
        };

        LocalityBalancing.Apply(groups, s_client, setting, failsOver: true);

        Assert.Equal([40u, 40u, 20u, 1u], groups.Select(static group => group.Message.LoadBalancingWeight));
        Assert.Equal([1, 1, 1, 0], groups.Select(static group => group.Message.LbEndpoints.Count));
    }

    [Fact]
    public void FailoverPriority_SplitsGroupsBySharedLabels()
    {
        LocalityGroup group = new(Locality.None);
        Add(group, "10.0.0.1", ("zone", "z1"), ("node", "n1"));
        Add(group, "10.0.0.2", ("zone", "z1"), ("node", "n2"));
        Add(group, "10.0.0.3", ("zone", "z2"), ("node", "n1"));
        Add(group, "10.0.0.4", ("zone", "z1"), ("node", "n1"));
        List<LocalityGroup> groups = [group];

        LocalityBalancing.Apply(
            groups, s_client, new LocalityLoadBalancerSetting { FailoverPriority = { "zone", "node" } }, failsOver: true);

        Assert.Equal([0u, 1u, 2u], Priorities(groups));
        Assert.Equal([2u, 1u, 1u], groups.Select(static part => part.Message.LoadBalancingWeight));
    }

    [Fact]
    public void FailoverPriority_WithValue_StandsInForTheClients()
    {
        LocalityGroup group = new(Locality.None);
        Add(group, "10.0.0.1", ("zone", "z1"));
        Add(group, "10.0.0.2", ("zone", "z2"));
        List<LocalityGroup> groups = [group];

        LocalityBalancing.Apply(
            groups, s_client, new LocalityLoadBalancerSetting { FailoverPriority = { "zone=z2" } }, failsOver: true);

        Assert.Equal("10.0.0.2", groups[0].Endpoints[0].PrimaryAddress);
        Assert.Equal([0u, 1u], Priorities(groups));
    }

    internal static void Add(LocalityGroup group, string address, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        List<KeyValuePair<string, string>> all = [];
        foreach ((string key, string value) in labels)
        {
            all.Add(new(key, value));
        }

        Endpoint endpoint = new()
        {
            Addresses = [address],
            ServicePortName = "http",
            Port = 80,
            Labels = LabelSet.From(all),
        };
        group.Add(endpoint, new LbEndpoint { LoadBalancingWeight = 1 });
    }

    private static List<LocalityGroup> Groups(params ReadOnlySpan<string> localities)
    {
        List<LocalityGroup> groups = [];
        foreach (string locality in localities)
        {
            LocalityGroup group = new(Locality.Parse(locality));
            Add(group, "10.0.0.1");
            group.SumWeights();
            groups.Add(group);
        }

        return groups;
    }

    private static IEnumerable<uint> Priorities(List<LocalityGroup> groups) =>
        groups.Select(static group => group.Message.Priority);
}
