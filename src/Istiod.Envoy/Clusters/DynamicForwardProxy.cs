using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Extensions.Clusters.DynamicForwardProxy.V3;
using Istiod.Protos.Envoy.Extensions.Common.DynamicForwardProxy.V3;
using Protocol = Istiod.Model.Protocol;

namespace Istiod.Envoy.Clusters;

/// <summary>Clusters of wildcard hosts: the proxy resolves the name that is asked for.</summary>
/// <remarks>istiod: networking/core/cluster_builder.go:buildDFPCluster, model/context.go:BuildDNSCacheName.</remarks>
internal static class DynamicForwardProxy
{
    /// <summary>Whether a port of such a service can be served.</summary>
    public static bool Serves(Protocol protocol) =>
        protocol is Protocol.Http or Protocol.Tls or Protocol.Grpc or Protocol.Http2;

    /// <summary>Name of the DNS cache that cluster and filter share.</summary>
    public static string CacheName(MeshService service) =>
        service.Key.Host.Value + "_dfp_dns_cache";

    /// <summary>The bare cluster.</summary>
    public static ClusterDraft Draft(string name, MeshService service) => new(new Cluster
    {
        Name = name,
        AltStatName = name + EnvoyNames.StatDelimiter,
        LbPolicy = Cluster.Types.LbPolicy.ClusterProvided,
        ClusterType = new Cluster.Types.CustomClusterType
        {
            Name = "envoy.clusters.dynamic_forward_proxy",
            TypedConfig = AnyValue.Pack(new ClusterConfig
            {
                DnsCacheConfig = new DnsCacheConfig
                {
                    Name = CacheName(service),
                    DnsLookupFamily = Cluster.Types.DnsLookupFamily.V4Only,
                },
            }),
        },
    })
    {
        IsDynamic = true,
    };

    /// <summary>Lets the cluster go without automatic SNI or verification, which the proxy else insists on.</summary>
    public static void AllowInsecureOptions(Cluster cluster)
    {
        Cluster.Types.CustomClusterType type = cluster.ClusterType!; // a draft that is dynamic has one
        if (type.TypedConfig!.TryUnpack(out ClusterConfig config)) // packed above
        {
            config.AllowInsecureClusterOptions = true;
            type.TypedConfig = AnyValue.Pack(config);
        }
    }
}
