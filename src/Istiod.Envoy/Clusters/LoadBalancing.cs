using Istiod.Model;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Percent = Istiod.Protos.Envoy.Type.V3.Percent;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Protocol = Istiod.Model.Protocol;

namespace Istiod.Envoy.Clusters;

/// <summary>Load balancing policy of a cluster.</summary>
/// <remarks>istiod: networking/core/cluster_traffic_policy.go:applyLoadBalancer, ApplyRingHashLoadBalancer.</remarks>
internal static class LoadBalancing
{
    private const ulong DefaultRingSize = 1024;

    /// <summary>Applies the settings; the discovery type may become ORIGINAL_DST.</summary>
    public static void Apply(
        Cluster cluster, LoadBalancerSettings? settings, MeshService service, Protocol protocol, MeshSettings mesh)
    {
        if (cluster.LbPolicy == Cluster.Types.LbPolicy.ClusterProvided)
        {
            return;
        }

        cluster.CommonLbConfig ??= new Cluster.Types.CommonLbConfig();
        if (EndpointRules.SendsUnhealthy(service, mesh.Features))
        {
            cluster.CommonLbConfig.HealthyPanicThreshold = new Percent { Value = 0 };
        }

        LocalityRules locality = LocalityRules.For(settings, service, mesh.Mesh);
        if (locality.UsesWeights(mesh.Features, cluster.OutlierDetection is not null))
        {
            cluster.CommonLbConfig.LocalityWeightedLbConfig =
                new Cluster.Types.CommonLbConfig.Types.LocalityWeightedLbConfig();
        }

        if (cluster.Type == Cluster.Types.DiscoveryType.OriginalDst)
        {
            cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
            return;
        }

        if (mesh.Features.EnableRedisFilter && protocol == Protocol.Redis)
        {
            // Clients shard over the servers.
            cluster.LbPolicy = Cluster.Types.LbPolicy.Maglev;
            return;
        }

        ApplySimple(cluster, settings);
        ApplyHash(cluster, settings?.ConsistentHash);
    }

    private static void ApplySimple(Cluster cluster, LoadBalancerSettings? settings)
    {
        switch (settings?.Simple ?? LoadBalancerSettings.Types.SimpleLB.Unspecified)
        {
            case LoadBalancerSettings.Types.SimpleLB.Random:
                cluster.LbPolicy = Cluster.Types.LbPolicy.Random;
                break;
            case LoadBalancerSettings.Types.SimpleLB.RoundRobin:
                cluster.LbPolicy = Cluster.Types.LbPolicy.RoundRobin;
                if (SlowStart(settings) is { } roundRobin)
                {
                    cluster.RoundRobinLbConfig = new Cluster.Types.RoundRobinLbConfig { SlowStartConfig = roundRobin };
                }

                break;
            case LoadBalancerSettings.Types.SimpleLB.Passthrough:
                cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
                cluster.Type = Cluster.Types.DiscoveryType.OriginalDst;
                cluster.LoadAssignment = null;
                break;
            default:
                cluster.LbPolicy = Cluster.Types.LbPolicy.LeastRequest;
                if (SlowStart(settings) is { } leastRequest)
                {
                    cluster.LeastRequestLbConfig =
                        new Cluster.Types.LeastRequestLbConfig { SlowStartConfig = leastRequest };
                }

                break;
        }
    }

    private static void ApplyHash(Cluster cluster, LoadBalancerSettings.Types.ConsistentHashLB? hash)
    {
        if (hash is null)
        {
            return;
        }

        if (hash.Maglev is { } maglev)
        {
            cluster.LbPolicy = Cluster.Types.LbPolicy.Maglev;
            if (maglev.TableSize != 0)
            {
                cluster.MaglevLbConfig = new Cluster.Types.MaglevLbConfig { TableSize = maglev.TableSize };
            }

            return;
        }

        cluster.LbPolicy = Cluster.Types.LbPolicy.RingHash;
        ulong ringSize = hash.RingHash is { } ring
            ? ring.MinimumRingSize
            : hash.MinimumRingSize != 0 ? hash.MinimumRingSize : DefaultRingSize;
        if (ringSize != 0)
        {
            cluster.RingHashLbConfig = new Cluster.Types.RingHashLbConfig { MinimumRingSize = ringSize };
        }
    }

    private static Cluster.Types.SlowStartConfig? SlowStart(LoadBalancerSettings? settings)
    {
        if (settings?.Warmup is { } warmup)
        {
            return new Cluster.Types.SlowStartConfig
            {
                SlowStartWindow = warmup.Duration,
                // The reference sends this key; it names no runtime value, so the default counts.
                Aggression = new RuntimeDouble { DefaultValue = warmup.Aggression ?? 1, RuntimeKey = "(" },
                MinWeightPercent = new Percent { Value = warmup.MinimumPercent ?? 10 },
            };
        }

        return settings?.WarmupDurationSecs is { } window
            ? new Cluster.Types.SlowStartConfig { SlowStartWindow = window }
            : null;
    }
}
