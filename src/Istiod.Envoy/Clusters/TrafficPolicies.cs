using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Clusters;

/// <summary>Which traffic policy counts for a port and a subset. Results share parts with their sources: never write to them.</summary>
/// <remarks>istiod: networking/util/util.go:GetPortLevelTrafficPolicy, MergeSubsetTrafficPolicy.</remarks>
internal static class TrafficPolicies
{
    /// <summary>The port's own settings if there are any (nothing is inherited then), else the whole policy.</summary>
    public static TrafficPolicy? ForPort(TrafficPolicy? policy, int port) => ForPort(policy, port, out _);

    /// <summary>The rule's policy, overridden part by part by the subset's.</summary>
    public static TrafficPolicy? ForSubset(TrafficPolicy? rule, TrafficPolicy? subset, int port)
    {
        TrafficPolicy? original = ForPort(rule, port);
        if (subset is null)
        {
            return original;
        }

        TrafficPolicy own = ForPort(subset, port, out bool isPortLevel)!; // not null: the subset has a policy
        if (original is null)
        {
            return own;
        }

        return new TrafficPolicy
        {
            ConnectionPool = own.ConnectionPool is not null || isPortLevel ? own.ConnectionPool : original.ConnectionPool,
            OutlierDetection =
                own.OutlierDetection is not null || isPortLevel ? own.OutlierDetection : original.OutlierDetection,
            LoadBalancer = own.LoadBalancer is not null || isPortLevel ? own.LoadBalancer : original.LoadBalancer,
            Tls = own.Tls is not null || isPortLevel ? own.Tls : original.Tls,
            Tunnel = own.Tunnel ?? original.Tunnel,
            ProxyProtocol = own.ProxyProtocol ?? original.ProxyProtocol,
            RetryBudget = own.RetryBudget ?? original.RetryBudget,
        };
    }

    private static TrafficPolicy? ForPort(TrafficPolicy? policy, int port, out bool isPortLevel)
    {
        isPortLevel = false;
        if (policy is null)
        {
            return null;
        }

        foreach (TrafficPolicy.Types.PortTrafficPolicy own in policy.PortLevelSettings)
        {
            if (own.Port is not null && own.Port.Number == port)
            {
                isPortLevel = true;
                return new TrafficPolicy
                {
                    ConnectionPool = own.ConnectionPool,
                    LoadBalancer = own.LoadBalancer,
                    OutlierDetection = own.OutlierDetection,
                    Tls = own.Tls,
                };
            }
        }

        return policy;
    }
}
