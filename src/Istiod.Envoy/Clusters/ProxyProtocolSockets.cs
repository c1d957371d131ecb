using Istiod.Envoy.Tls;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.ProxyProtocol.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Clusters;

/// <summary>Puts the PROXY protocol before what the cluster's transports send.</summary>
/// <remarks>istiod: networking/core/cluster_traffic_policy.go:applyUpstreamProxyProtocol.</remarks>
internal static class ProxyProtocolSockets
{
    /// <summary>Wraps every transport of the cluster; plain text if it has none.</summary>
    public static void Apply(Cluster cluster, TrafficPolicy.Types.ProxyProtocol? settings)
    {
        if (settings is null)
        {
            return;
        }

        if (cluster.TransportSocket is null && cluster.TransportSocketMatches.Count == 0)
        {
            cluster.TransportSocket = Wrap(TransportSockets.RawBuffer(), settings);
            return;
        }

        if (cluster.TransportSocket is not null)
        {
            cluster.TransportSocket = Wrap(cluster.TransportSocket, settings);
        }

        foreach (Cluster.Types.TransportSocketMatch match in cluster.TransportSocketMatches)
        {
            match.TransportSocket = Wrap(match.TransportSocket, settings);
        }
    }

    private static TransportSocket Wrap(TransportSocket? inner, TrafficPolicy.Types.ProxyProtocol settings) => new()
    {
        Name = EnvoyNames.ProxyProtocolSocket,
        TypedConfig = AnyValue.Pack(new ProxyProtocolUpstreamTransport
        {
            Config = new ProxyProtocolConfig { Version = (ProxyProtocolConfig.Types.Version)(int)settings.Version },
            TransportSocket = inner,
        }),
    };
}
