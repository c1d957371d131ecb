using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Envoy.Extensions.Network.DnsResolver.Cares.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using DiscoveryType = Istiod.Protos.Envoy.Config.Cluster.V3.Cluster.Types.DiscoveryType;
using Protocol = Istiod.Model.Protocol;
using ServicePort = Istiod.Model.ServicePort;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;

namespace Istiod.Envoy.Clusters;

/// <summary>Builds one outbound cluster out of its key: of a service port, or of a subset of it.</summary>
/// <remarks>istiod: networking/core/cluster.go:buildOutboundClusters, cluster_builder.go:buildCluster, buildSubsetCluster.</remarks>
internal sealed class OutboundClusterBuilder(MeshModel model, IDnsClusterEndpoints dnsEndpoints)
{
    /// <summary>The cluster, or <c>null</c> if there is none: no such port any more, or nothing to resolve.</summary>
    public ClusterDraft? Build(ClusterKey key, Reads reads)
    {
        if (!reads.TryGet(model.Services, key.Service, out MeshService? service)
            || service.FindPort(key.Port) is not { } port)
        {
            return null;
        }

        Parts parts = new(key, service, port, model.SettingsOf(reads), reads);
        ClusterDraft? draft = service.Key.Host.IsWildcard && service.Resolution == Resolution.DynamicDns
            ? DynamicForwardProxy.Draft(EnvoyNames.Outbound(port.Number, "", service.Key.Host.Value), service)
            : Start(parts);
        if (draft is null)
        {
            return null;
        }

        if (draft.IsDynamic)
        {
            SpeakPortsProtocol(draft, port.Protocol, key.Traits);
        }

        ApplyPolicy(draft, parts);
        Finish(draft, parts);
        return draft;
    }

    /// <summary>How the proxy finds endpoints of a service.</summary>
    /// <remarks>istiod: networking/core/cluster.go:convertResolution.</remarks>
    public static DiscoveryType Discovery(MeshService service, ClusterTraits traits, MeshFeatures features) =>
        service.Resolution switch
        {
            Resolution.Dns => DiscoveryType.StrictDns,
            Resolution.DnsRoundRobin => DiscoveryType.LogicalDns,
            // Gateways have no original destination.
            Resolution.Passthrough when traits.Kind == ProxyKind.Router
                || (service.Registry == ServiceRegistry.Kubernetes && features.EnableEdsForHeadlessServices)
                => DiscoveryType.Eds,
            Resolution.Passthrough => DiscoveryType.OriginalDst,
            _ => DiscoveryType.Eds,
        };

    /// <summary>Speaks what the port declares; a port that is detected follows the client.</summary>
    /// <remarks>istiod: networking/core/cluster_builder.go:setUpstreamProtocol.</remarks>
    public static void SpeakPortsProtocol(ClusterDraft draft, Protocol protocol, ClusterTraits traits)
    {
        if (protocol.IsHttp2())
        {
            draft.SpeakHttp2();
            return;
        }

        if (traits.PreservesHeaderCase && (protocol.IsHttp() || protocol.IsUnsupported()))
        {
            draft.SpeakHttp1(HeaderCase.PreservingHttp1());
        }

        if (protocol.IsUnsupported() && traits.Kind is ProxyKind.Sidecar or ProxyKind.Waypoint)
        {
            draft.FollowClientProtocol();
        }
    }

    private ClusterDraft? Start(Parts parts)
    {
        (ClusterKey key, MeshService service, ServicePort port, MeshSettings settings, Reads reads) = parts;
        string name = key.ToString();
        DiscoveryType discovery = Discovery(service, key.Traits, settings.Features);
        if (key.Subset.Length > 0
            && (parts.Subset?.TrafficPolicy?.LoadBalancer?.Simple == LoadBalancerSettings.Types.SimpleLB.Passthrough
                || IsPassthrough(parts.RulePolicy)))
        {
            discovery = DiscoveryType.OriginalDst;
        }

        Cluster cluster = new()
        {
            Name = name,
            Type = discovery,
            CommonLbConfig = new Cluster.Types.CommonLbConfig(),
            AltStatName = StatName(parts, name),
        };
        if (discovery is DiscoveryType.StrictDns or DiscoveryType.LogicalDns)
        {
            ClusterLoadAssignment? assignment = dnsEndpoints.Build(
                reads, service, port, key, parts.Policy?.LoadBalancer, parts.Policy?.OutlierDetection is not null);
            if (assignment is null)
            {
                return null;
            }

            SetDns(cluster, key.Client?.Families ?? key.Traits.Families, settings);
            cluster.LoadAssignment = assignment;
        }

        if (discovery == DiscoveryType.OriginalDst)
        {
            foreach (PortMapping mapping in service.PassthroughTargetPorts)
            {
                if (mapping.Port == port.Number)
                {
                    cluster.OriginalDstLbConfig =
                        new Cluster.Types.OriginalDstLbConfig { UpstreamPortOverride = (uint)mapping.TargetPort };
                }
            }
        }

        ClusterDraft draft = new(cluster);
        SpeakPortsProtocol(draft, port.Protocol, key.Traits);
        if (settings.Features.EnableTelemetryLabel)
        {
            ClusterMetadata.AddServices(cluster, [service]);
        }

        if (EndpointRules.SendsDraining(service, settings.Features) && key.Subset.Length == 0 && !key.PassesSni)
        {
            HealthStatusSet kept = new();
            kept.Statuses.AddRange([HealthStatus.Healthy, HealthStatus.Draining, HealthStatus.Unknown, HealthStatus.Degraded]);
            cluster.CommonLbConfig.OverrideHostStatus = kept;
        }

        return draft;
    }

    private void ApplyPolicy(ClusterDraft draft, Parts parts)
    {
        (ClusterKey key, MeshService service, ServicePort port, MeshSettings settings, Reads reads) = parts;
        TrafficPolicy? policy = parts.Policy;
        if (ConnectionPools.UpgradesToHttp2(settings.Mesh, policy?.ConnectionPool, port.Protocol))
        {
            draft.SpeakHttp2();
        }

        ConnectionPools.Apply(
            draft,
            settings.Mesh,
            !settings.Features.DisableTrackRemainingCbMetrics,
            policy?.ConnectionPool,
            policy?.RetryBudget);
        OutlierDetections.Apply(
            draft.Cluster, policy?.OutlierDetection, EndpointRules.SendsUnhealthy(service, settings.Features));
        LoadBalancing.Apply(draft.Cluster, policy?.LoadBalancer, service, port.Protocol, settings);
        if (!key.PassesSni)
        {
            ApplyTls(draft, parts); // what is passed on is encrypted already
        }

        if (draft.Cluster.Type == DiscoveryType.OriginalDst && draft.Cluster.ClusterType is null)
        {
            draft.Cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
        }
    }

    private void ApplyTls(ClusterDraft draft, Parts parts)
    {
        (ClusterKey key, MeshService service, ServicePort port, MeshSettings settings, Reads reads) = parts;
        TrafficPolicy? policy = parts.Policy;
        ValueArray<string> accounts =
            reads.TryGet(model.ServiceAccounts, key.Service, out ValueArray<string> known) ? known : default;
        UpstreamTlsPolicy tls = UpstreamTlsPolicy.Decide(
            policy?.Tls,
            accounts,
            draft.IsDynamic ? "" : EnvoyNames.Sni(port.Number, key.Subset, service.Key.Host.Value),
            key.Traits.Certificates,
            service.IsMeshExternal,
            (settings.Mesh.EnableAutoMtls ?? true) && Mtls(parts) is MtlsMode.Permissive or MtlsMode.Strict,
            settings.Features.PreferDestinationruleTlsForExternalServices);
        UpstreamTls builder = new(draft, key.Traits, settings)
        {
            RuleSelectsWorkloads = key.Rule?.Selector is not null,
            IsServiceEntry = service.Registry == ServiceRegistry.External,
            ServiceAccounts = accounts,
        };
        TransportSocketMatches.Apply(draft.Cluster, builder.Build(tls.Settings), tls, key.Traits.SendsHbone);
        ProxyProtocolSockets.Apply(draft.Cluster, policy?.ProxyProtocol);
    }

    private static void Finish(ClusterDraft draft, Parts parts)
    {
        Cluster cluster = draft.Cluster;
        if (cluster.ClusterType is null && cluster.Type == DiscoveryType.Eds)
        {
            cluster.EdsClusterConfig = new Cluster.Types.EdsClusterConfig
            {
                ServiceName = cluster.Name,
                EdsConfig = new ConfigSource
                {
                    Ads = new AggregatedConfigSource(),
                    InitialFetchTimeout = TimeSpan.Zero,
                    ResourceApiVersion = ApiVersion.V3,
                },
            };
        }

        if (parts.Settings.Features.EnableMetadataExchange)
        {
            cluster.Filters.Add(MetadataExchange.ClusterFilter(parts.Settings.Features));
        }

        bool isSubset = parts.Key.Subset.Length > 0;
        if (parts.Service.IsMeshExternal && !isSubset)
        {
            ClusterMetadata.Istio(cluster).Fields["external"] = Value.For(true);
        }

        if (parts.Key.Rule is not { } rule)
        {
            return;
        }

        ClusterMetadata.AddRule(cluster, rule.From[0]);
        if (isSubset)
        {
            ClusterMetadata.Istio(cluster).Fields["subset"] = Value.For(parts.Key.Subset);
        }

        if (parts.Policy?.Tls?.Mode is TlsMode.Simple or TlsMode.Mutual)
        {
            ClusterMetadata.Istio(cluster).Fields["alpn_override"] = Value.For("false");
        }
    }

    /// <summary>What the callers may assume that the service's workloads take.</summary>
    /// <remarks>istiod: model/push_context.go:BestEffortInferServiceMTLSMode.</remarks>
    private MtlsMode Mtls(Parts parts)
    {
        if (parts.Service.IsMeshExternal)
        {
            return MtlsMode.Unknown;
        }

        TrafficPolicy? looksAt = parts.Subset is null ? parts.Key.Rule?.Spec.TrafficPolicy : parts.Subset.TrafficPolicy;
        if ((parts.Service.Resolution == Resolution.Passthrough || IsPassthrough(looksAt))
            && !AllAcceptMutualTls(parts))
        {
            return MtlsMode.Disable;
        }

        MtlsMode mode = parts.Reads.Get(model.NamespaceMtls, parts.Service.Key.Namespace);
        return mode == MtlsMode.Unknown ? MtlsMode.Permissive : mode;
    }

    /// <summary>Connections go to the original destination, so one workload without mutual TLS spoils it for all.</summary>
    private bool AllAcceptMutualTls(Parts parts)
    {
        bool any = false;
        if (parts.Reads.TryGet(model.Endpoints, parts.Key.Service, out ServiceEndpoints? endpoints))
        {
            foreach (Model.Endpoint endpoint in endpoints.Endpoints)
            {
                if (string.Equals(endpoint.ServicePortName, parts.Port.Name, StringComparison.Ordinal))
                {
                    any = true;
                    if (!endpoint.AcceptsMutualTls)
                    {
                        return false;
                    }
                }
            }
        }

        return any;
    }

    private static bool IsPassthrough(TrafficPolicy? policy) =>
        policy?.LoadBalancer?.Simple == LoadBalancerSettings.Types.SimpleLB.Passthrough;

    private static string StatName(Parts parts, string name)
    {
        string pattern = parts.Settings.Mesh.OutboundClusterStatName;
        string prefix = pattern.Length == 0
            ? name
            : StatPrefix.Fill(pattern, parts.Service, parts.Key.Subset, parts.Port, 0);
        return prefix + EnvoyNames.StatDelimiter;
    }

    private static void SetDns(Cluster cluster, AddressFamilies families, MeshSettings settings)
    {
        MeshFeatures features = settings.Features;
        cluster.DnsLookupFamily = families switch
        {
            AddressFamilies.IPv6 when !features.EnableIpv4OutboundListenerForIpv6Clusters =>
                Cluster.Types.DnsLookupFamily.V6Only,
            AddressFamilies.IPv6 => Cluster.Types.DnsLookupFamily.All,
            AddressFamilies.Dual when features.DualStack => Cluster.Types.DnsLookupFamily.All,
            _ => Cluster.Types.DnsLookupFamily.V4Only,
        };
        cluster.TypedDnsResolverConfig = new TypedExtensionConfig
        {
            Name = "envoy.network.dns_resolver.cares",
            TypedConfig = AnyValue.Pack(new CaresDnsResolverConfig { UdpMaxQueries = features.DnsCaresUdpMaxQueries }),
        };
        cluster.DnsJitter = features.DnsJitterDuration;
        cluster.DnsRefreshRate = settings.Mesh.DnsRefreshRate;
        cluster.RespectDnsTtl = true;
    }

    /// <summary>What one build works on.</summary>
    private sealed class Parts
    {
        public Parts(ClusterKey key, MeshService service, ServicePort port, MeshSettings settings, Reads reads)
        {
            Key = key;
            Service = service;
            Port = port;
            Settings = settings;
            Reads = reads;
            RulePolicy = TrafficPolicies.ForPort(key.Rule?.Spec.TrafficPolicy, port.Number);
            if (key.Subset.Length > 0)
            {
                foreach (Subset subset in key.Rule!.Spec.Subsets) // subsets come from a rule
                {
                    if (string.Equals(subset.Name, key.Subset, StringComparison.Ordinal))
                    {
                        Subset = subset;
                        break;
                    }
                }
            }

            Policy = Subset is null
                ? RulePolicy
                : TrafficPolicies.ForSubset(RulePolicy, Subset.TrafficPolicy, port.Number);
        }

        public ClusterKey Key { get; }

        public MeshService Service { get; }

        public ServicePort Port { get; }

        public MeshSettings Settings { get; }

        public Reads Reads { get; }

        public Subset? Subset { get; }

        public TrafficPolicy? RulePolicy { get; }

        public TrafficPolicy? Policy { get; }

        public void Deconstruct(
            out ClusterKey key, out MeshService service, out ServicePort port, out MeshSettings settings, out Reads reads)
        {
            key = Key;
            service = Service;
            port = Port;
            settings = Settings;
            reads = Reads;
        }
    }
}
