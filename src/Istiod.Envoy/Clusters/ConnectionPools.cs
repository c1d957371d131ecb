using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Percent = Istiod.Protos.Envoy.Type.V3.Percent;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using HttpPool = Istiod.Protos.Istio.Networking.V1Alpha3.ConnectionPoolSettings.Types.HTTPSettings;
using Keepalive =
    Istiod.Protos.Istio.Networking.V1Alpha3.ConnectionPoolSettings.Types.TCPSettings.Types.TcpKeepalive;
using Thresholds = Istiod.Protos.Envoy.Config.Cluster.V3.CircuitBreakers.Types.Thresholds;

namespace Istiod.Envoy.Clusters;

/// <summary>Connection limits, timeouts and keepalive of a cluster.</summary>
/// <remarks>istiod: networking/core/cluster_traffic_policy.go:applyConnectionPool. A zero in the settings means unset.</remarks>
internal static class ConnectionPools
{
    /// <summary>Applies the mesh's defaults and then <paramref name="settings"/>.</summary>
    public static void Apply(
        ClusterDraft draft,
        MeshConfig mesh,
        bool tracksRemaining,
        ConnectionPoolSettings? settings,
        TrafficPolicy.Types.RetryBudget? retryBudget)
    {
        HttpPool? http = settings?.Http;
        ConnectionPoolSettings.Types.TCPSettings? tcp = settings?.Tcp;
        Cluster cluster = draft.Cluster;
        Thresholds limits = new()
        {
            MaxRetries = Positive(http?.MaxRetries) ?? uint.MaxValue,
            MaxRequests = Positive(http?.Http2MaxRequests) ?? uint.MaxValue,
            MaxConnections = Positive(tcp?.MaxConnections) ?? uint.MaxValue,
            MaxPendingRequests = Positive(http?.Http1MaxPendingRequests) ?? uint.MaxValue,
            TrackRemaining = tracksRemaining,
            RetryBudget = retryBudget is null
                ? null
                : new Thresholds.Types.RetryBudget
                {
                    BudgetPercent = new Percent { Value = retryBudget.Percent ?? 20 },
                    MinRetryConcurrency = retryBudget.MinRetryConcurrency > 0 ? retryBudget.MinRetryConcurrency : 3,
                },
        };
        cluster.CircuitBreakers = new CircuitBreakers();
        cluster.CircuitBreakers.Thresholds.Add(limits);
        cluster.ConnectTimeout = tcp?.ConnectTimeout ?? mesh.ConnectTimeout;
        ApplyKeepalive(cluster, mesh.TcpKeepalive);
        ApplyKeepalive(cluster, tcp?.TcpKeepalive);
        ApplyHttpOptions(draft, http, http?.IdleTimeout ?? tcp?.IdleTimeout, tcp?.MaxConnectionDuration);
        if (http?.UseClientProtocol ?? false)
        {
            draft.FollowClientProtocol();
        }
    }

    /// <summary>Whether the mesh or the rule asks for HTTP/2 to a port that speaks HTTP/1.</summary>
    /// <remarks>istiod: networking/core/cluster_traffic_policy.go:shouldH2Upgrade.</remarks>
    public static bool UpgradesToHttp2(MeshConfig mesh, ConnectionPoolSettings? settings, Model.Protocol protocol)
    {
        if (settings?.Http is { } http)
        {
            if (http.UseClientProtocol)
            {
                return false;
            }

            switch (http.H2UpgradePolicy)
            {
                case HttpPool.Types.H2UpgradePolicy.Upgrade:
                    return true;
                case HttpPool.Types.H2UpgradePolicy.DoNotUpgrade:
                    return false;
            }
        }

        return Model.ProtocolExtensions.IsHttp(protocol)
            && mesh.H2UpgradePolicy == MeshConfig.Types.H2UpgradePolicy.Upgrade;
    }

    private static void ApplyHttpOptions(
        ClusterDraft draft, HttpPool? http, Duration? idleTimeout, Duration? maxConnectionDuration)
    {
        uint? maxRequests = Positive(http?.MaxRequestsPerConnection);
        uint? maxStreams = Positive(http?.MaxConcurrentStreams);
        if (maxConnectionDuration is null && idleTimeout is null && maxRequests is null && maxStreams is null)
        {
            return;
        }

        HttpProtocolOptions common = draft.Http.CommonHttpProtocolOptions ??= new HttpProtocolOptions();
        common.IdleTimeout = idleTimeout ?? common.IdleTimeout;
        common.MaxRequestsPerConnection = maxRequests ?? common.MaxRequestsPerConnection;
        common.MaxConnectionDuration = maxConnectionDuration ?? common.MaxConnectionDuration;
        if (maxStreams is not null && draft.Http.ExplicitHttpConfig?.Http2ProtocolOptions is { } http2)
        {
            http2.MaxConcurrentStreams = maxStreams;
        }
    }

    private static void ApplyKeepalive(Cluster cluster, Keepalive? keepalive)
    {
        if (keepalive is null)
        {
            return;
        }

        cluster.UpstreamConnectionOptions ??=
            new UpstreamConnectionOptions { TcpKeepalive = new TcpKeepalive() };
        TcpKeepalive target = cluster.UpstreamConnectionOptions.TcpKeepalive!; // set where the options are made
        if (keepalive.Probes > 0)
        {
            target.KeepaliveProbes = keepalive.Probes;
        }

        if (keepalive.Time is { } time)
        {
            target.KeepaliveTime = (uint)time.Seconds;
        }

        if (keepalive.Interval is { } interval)
        {
            target.KeepaliveInterval = (uint)interval.Seconds;
        }
    }

    private static uint? Positive(int? value) => value > 0 ? (uint)value : null;
}
