using Istiod.Envoy.Listeners;
using Istiod.Envoy.Listeners.Telemetry;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.MongoProxy.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.MysqlProxy.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.RedisProxy.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Istiod.Protos.Envoy.Type.V3;

namespace Istiod.Envoy.Filters.Network;

/// <summary>The filters that end a TCP chain: the TCP proxy, and before or instead of it those of a known protocol.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/networkfilter.go:buildNetworkFiltersStack.</remarks>
internal static class TcpFilters
{
    private static readonly Duration RedisTimeout = new(5, 0);

    /// <summary>Adds the filters.</summary>
    public static void AddTo(
        RepeatedField<Filter> filters, TcpTarget target, string proxyIdleTimeout, DirectionTelemetry telemetry, Build build)
    {
        MeshFeatures features = build.Features;
        switch (target.Protocol)
        {
            case Protocol.Mongo when features.EnableMongoFilter:
                filters.Add(Of("envoy.filters.network.mongo_proxy", new MongoProxy { StatPrefix = target.StatPrefix }));
                break;
            case Protocol.Redis when features.EnableRedisFilter:
                filters.Add(Of("envoy.filters.network.redis_proxy", Redis(target)));
                return; // it routes by itself
            case Protocol.MySql when features.EnableMysqlFilter:
                filters.Add(Of("envoy.filters.network.mysql_proxy", new MySQLProxy { StatPrefix = target.StatPrefix }));
                break;
        }

        TcpProxy proxy = Proxy(target);
        proxy.IdleTimeout ??= GoDuration.Parse(proxyIdleTimeout);
        AccessLogs.AddToTcp(proxy.AccessLog, telemetry, build);
        filters.Add(Of(NetworkFilterNames.TcpProxy, proxy));
    }

    /// <summary>A TCP proxy that drops everything and logs nothing.</summary>
    public static Filter BlackHole() => Of(
        NetworkFilterNames.TcpProxy,
        new TcpProxy { StatPrefix = EnvoyNames.BlackHoleCluster, Cluster = EnvoyNames.BlackHoleCluster });

    /// <summary>A network filter with its config.</summary>
    public static Filter Of(string name, ProtoMessage config) => new() { Name = name, TypedConfig = AnyValue.Pack(config) };

    private static TcpProxy Proxy(TcpTarget target)
    {
        TcpProxy proxy = new()
        {
            StatPrefix = target.StatPrefix,
            IdleTimeout = target.IdleTimeout,
            MaxDownstreamConnectionDuration = target.MaxConnectionDuration,
        };
        if (target.Weighted.IsEmpty)
        {
            proxy.Cluster = target.Cluster;
        }
        else
        {
            TcpProxy.Types.WeightedCluster weighted = new();
            foreach (WeightedCluster one in target.Weighted)
            {
                weighted.Clusters.Add(new TcpProxy.Types.WeightedCluster.Types.ClusterWeight
                {
                    Name = one.Name,
                    Weight = one.Weight,
                });
            }

            proxy.WeightedClusters = weighted;
        }

        if (target.HashesSourceAddress)
        {
            proxy.HashPolicy.Add(new HashPolicy { SourceIp = new HashPolicy.Types.SourceIp() });
        }

        if (target.TunnelTo.Length > 0)
        {
            proxy.TunnelingConfig = new TcpProxy.Types.TunnelingConfig
            {
                Hostname = target.TunnelTo,
                UsePost = target.TunnelUsesPost,
            };
        }

        return proxy;
    }

    private static RedisProxy Redis(TcpTarget target) => new()
    {
        LatencyInMicros = true,
        StatPrefix = target.StatPrefix,
        Settings = new RedisProxy.Types.ConnPoolSettings { OpTimeout = RedisTimeout },
        PrefixRoutes = new RedisProxy.Types.PrefixRoutes
        {
            CatchAllRoute = new RedisProxy.Types.PrefixRoutes.Types.Route { Cluster = target.Cluster },
        },
    };
}
