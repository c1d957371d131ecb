using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Resources;
using Filter = Istiod.Protos.Envoy.Config.Listener.V3.Filter;

namespace Istiod.Render;

/// <summary>The names that a proxy asks for once it has its clusters and listeners.</summary>
/// <remarks>As Envoy: EDS of EDS clusters, RDS of connection managers, SDS and ECDS that are to come by ADS.</remarks>
public sealed class SubscriptionNames
{
    private readonly SortedSet<string> _endpoints = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _routes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _extensions = new(StringComparer.Ordinal);

    /// <summary>Takes the names that a cluster brings up.</summary>
    /// <exception cref="ProtoException">The bytes are not a cluster.</exception>
    public void AddCluster(ReadOnlySpan<byte> bytes)
    {
        Cluster cluster = Cluster.Parse(bytes);
        if (cluster.ClusterType is null && cluster.Type == Cluster.Types.DiscoveryType.Eds)
        {
            string? service = cluster.EdsClusterConfig?.ServiceName;
            _endpoints.Add(string.IsNullOrEmpty(service) ? cluster.Name : service);
        }

        AddSecrets(cluster.TransportSocket);
        foreach (Cluster.Types.TransportSocketMatch match in cluster.TransportSocketMatches)
        {
            AddSecrets(match.TransportSocket);
        }
    }

    /// <summary>Takes the names that a listener brings up.</summary>
    /// <exception cref="ProtoException">The bytes are not a listener.</exception>
    public void AddListener(ReadOnlySpan<byte> bytes)
    {
        Listener listener = Listener.Parse(bytes);
        foreach (FilterChain chain in listener.FilterChains)
        {
            AddChain(chain);
        }

        if (listener.DefaultFilterChain is not null)
        {
            AddChain(listener.DefaultFilterChain);
        }
    }

    /// <summary>Names to subscribe to; empty for wildcard types.</summary>
    public NameList For(XdsType type) => NameList.From(
        type == XdsType.Endpoint ? [.. _endpoints]
        : type == XdsType.Route ? [.. _routes]
        : type == XdsType.Secret ? [.. _secrets]
        : type == XdsType.ExtensionConfig ? [.. _extensions]
        : []);

    private void AddChain(FilterChain chain)
    {
        AddSecrets(chain.TransportSocket);
        foreach (Filter filter in chain.Filters)
        {
            if (filter.ConfigDiscovery is not null)
            {
                _extensions.Add(filter.Name);
            }

            if (filter.TypedConfig is { } config && config.TryUnpack(out HttpConnectionManager manager))
            {
                if (manager.Rds is { } rds)
                {
                    _routes.Add(rds.RouteConfigName);
                }

                foreach (HttpFilter http in manager.HttpFilters)
                {
                    if (http.ConfigDiscovery is not null)
                    {
                        _extensions.Add(http.Name);
                    }
                }
            }
        }
    }

    private void AddSecrets(TransportSocket? socket)
    {
        if (socket?.TypedConfig is not { } config)
        {
            return;
        }

        CommonTlsContext? common = config.TryUnpack(out UpstreamTlsContext upstream) ? upstream.CommonTlsContext
            : config.TryUnpack(out DownstreamTlsContext downstream) ? downstream.CommonTlsContext
            : null;
        if (common is null)
        {
            return;
        }

        foreach (SdsSecretConfig secret in common.TlsCertificateSdsSecretConfigs)
        {
            AddSecret(secret);
        }

        AddSecret(common.ValidationContextSdsSecretConfig);
        AddSecret(common.CombinedValidationContext?.ValidationContextSdsSecretConfig);
    }

    private void AddSecret(SdsSecretConfig? secret)
    {
        if (secret?.SdsConfig?.Ads is not null)
        {
            _secrets.Add(secret.Name);
        }
    }
}
