using Istiod.Envoy.Tls;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using HttpOptions = Istiod.Protos.Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptions;

namespace Istiod.Envoy.Clusters;

/// <summary>Clusters that do not come from services.</summary>
/// <remarks>istiod: networking/core/cluster_builder.go:buildBlackHoleCluster, buildDefaultPassthroughCluster, buildInboundPassthroughCluster,
/// buildExternalSDSCluster.</remarks>
internal static class FixedClusters
{
    private const string CredentialSocket = "./var/run/secrets/credential-uds/socket";

    private static readonly TimeSpan PassthroughIdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Has no endpoint: requests to it fail.</summary>
    public static Cluster BlackHole(MeshSettings settings) => new()
    {
        Name = EnvoyNames.BlackHoleCluster,
        AltStatName = EnvoyNames.BlackHoleCluster + EnvoyNames.StatDelimiter,
        Type = Cluster.Types.DiscoveryType.Static,
        ConnectTimeout = settings.Mesh.ConnectTimeout,
    };

    /// <summary>Sends where the client wanted to go.</summary>
    public static Cluster Passthrough(MeshSettings settings, ClusterTraits traits)
    {
        Cluster cluster = Passthrough(EnvoyNames.PassthroughCluster, settings, traits);
        if (settings.Features.EnableMetadataExchange)
        {
            cluster.Filters.Add(MetadataExchange.ClusterFilter(settings.Features));
        }

        return cluster;
    }

    /// <summary>Sends to the workload's port that the client wanted, from an address that is not captured again.</summary>
    public static Cluster InboundPassthrough(MeshSettings settings, ClusterTraits traits)
    {
        Cluster cluster = Passthrough(EnvoyNames.InboundPassthroughCluster, settings, traits);
        bool hasV4 = (traits.Families & AddressFamilies.IPv4) != 0;
        cluster.UpstreamBindConfig = new BindConfig
        {
            SourceAddress = Source(hasV4 ? LocalAddresses.PassthroughSourceV4 : LocalAddresses.PassthroughSourceV6),
        };
        if (traits.Families == AddressFamilies.Dual)
        {
            cluster.UpstreamBindConfig.ExtraSourceAddresses.Add(
                new ExtraSourceAddress { Address = Source(LocalAddresses.PassthroughSourceV6) });
        }

        return cluster;
    }

    /// <summary>The server of credentials beside the proxy, at its well-known socket.</summary>
    public static Cluster ExternalSecrets(MeshSettings settings)
    {
        LocalityLbEndpoints group = new();
        group.LbEndpoints.Add(new LbEndpoint
        {
            Endpoint = new Protos.Envoy.Config.Endpoint.V3.Endpoint { Address = new Address { Pipe = new Pipe { Path = CredentialSocket } } },
        });
        ClusterDraft draft = new(new Cluster
        {
            Name = SdsSecrets.ExternalCluster,
            AltStatName = SdsSecrets.ExternalCluster + EnvoyNames.StatDelimiter,
            Type = Cluster.Types.DiscoveryType.Static,
            ConnectTimeout = settings.Mesh.ConnectTimeout,
            LoadAssignment = new ClusterLoadAssignment { ClusterName = SdsSecrets.ExternalCluster },
        });
        draft.Cluster.LoadAssignment?.Endpoints.Add(group);
        draft.SpeakHttp2();
        return draft.Build();
    }

    /// <summary>An address to send from; the port is chosen by the system.</summary>
    public static SocketAddress Source(string address) => new() { Address = address, PortValue = 0 };

    private static Cluster Passthrough(string name, MeshSettings settings, ClusterTraits traits)
    {
        ClusterDraft draft = new(new Cluster
        {
            Name = name,
            // Both report under one name.
            AltStatName = EnvoyNames.PassthroughCluster + EnvoyNames.StatDelimiter,
            Type = Cluster.Types.DiscoveryType.OriginalDst,
            LbPolicy = Cluster.Types.LbPolicy.ClusterProvided,
        });
        ConnectionPools.Apply(
            draft, settings.Mesh, !settings.Features.DisableTrackRemainingCbMetrics, null, null);
        draft.Http.CommonHttpProtocolOptions = new HttpProtocolOptions { IdleTimeout = PassthroughIdleTimeout };
        draft.Http.UseDownstreamProtocolConfig = new HttpOptions.Types.UseDownstreamHttpConfig
        {
            HttpProtocolOptions =
                traits.PreservesHeaderCase ? HeaderCase.PreservingHttp1() : new Http1ProtocolOptions(),
            Http2ProtocolOptions = new Http2ProtocolOptions(),
        };
        return draft.Build();
    }
}
