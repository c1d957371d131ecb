using System.Globalization;
using Istiod.Model;

namespace Istiod.Variables;

/// <summary>Environment variables → <see cref="MeshFeatures"/>; names and defaults stand there.</summary>
internal static class MeshFeatureVariables
{
    /// <summary>Reads all of them.</summary>
    public static MeshFeatures Read(EnvironmentReader reader)
    {
        MeshFeatures defaults = new();
        bool ambient = reader.Bool("PILOT_ENABLE_AMBIENT", defaults.EnableAmbient);
        MeshFeatures features = new()
        {
            EnableAmbient = ambient,
            Http10 = reader.Bool("PILOT_HTTP10", defaults.Http10),
            SidecarUseRemoteAddress = reader.Bool("PILOT_SIDECAR_USE_REMOTE_ADDRESS", defaults.SidecarUseRemoteAddress),
            EnableMysqlFilter = reader.Bool("PILOT_ENABLE_MYSQL_FILTER", defaults.EnableMysqlFilter),
            EnableRedisFilter = reader.Bool("PILOT_ENABLE_REDIS_FILTER", defaults.EnableRedisFilter),
            EnableMongoFilter = reader.Bool("PILOT_ENABLE_MONGO_FILTER", defaults.EnableMongoFilter),
            EnableAlpnFilter = reader.Bool("PILOT_ENABLE_ALPN_FILTER", defaults.EnableAlpnFilter),
            DisableMxAlpn = reader.Bool("PILOT_DISABLE_MX_ALPN", defaults.DisableMxAlpn),
            EnablePersistentSessionFilter = reader.Bool("PILOT_ENABLE_PERSISTENT_SESSION_FILTER", defaults.EnablePersistentSessionFilter),
            PersistentSessionLabel = reader.Text("PILOT_PERSISTENT_SESSION_LABEL", defaults.PersistentSessionLabel),
            PersistentSessionHeaderLabel = reader.Text("PILOT_PERSISTENT_SESSION_HEADER_LABEL", defaults.PersistentSessionHeaderLabel),
            EnableQuicListeners = reader.Bool("PILOT_ENABLE_QUIC_LISTENERS", defaults.EnableQuicListeners),
            EnableTlsOnSidecarIngress = reader.Bool("ENABLE_TLS_ON_SIDECAR_INGRESS", defaults.EnableTlsOnSidecarIngress),
            EnableHcmInternalNetworks = reader.Bool("ENABLE_HCM_INTERNAL_NETWORKS", defaults.EnableHcmInternalNetworks),
            AllowSidecarServiceInboundListenerMerge = reader.Bool("PILOT_ALLOW_SIDECAR_SERVICE_INBOUND_LISTENER_MERGE", defaults.AllowSidecarServiceInboundListenerMerge),
            DualStack = reader.Bool("ISTIO_DUAL_STACK", defaults.DualStack),
            Enable100ContinueHeaders = reader.Bool("ENABLE_100_CONTINUE_HEADERS", defaults.Enable100ContinueHeaders),
            EnableIpv4OutboundListenerForIpv6Clusters = reader.Bool("ISTIO_ENABLE_IPV4_OUTBOUND_LISTENER_FOR_IPV6_CLUSTERS", defaults.EnableIpv4OutboundListenerForIpv6Clusters),
            MaxConnectionsPerSocketEventLoop = reader.Int("MAX_CONNECTIONS_PER_SOCKET_EVENT_LOOP", defaults.MaxConnectionsPerSocketEventLoop),
            EnvoyStatusPortEnableProxyProtocol = reader.Bool("ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL", defaults.EnvoyStatusPortEnableProxyProtocol),
            ScopeGatewayToNamespace = reader.Bool("PILOT_SCOPE_GATEWAY_TO_NAMESPACE", defaults.ScopeGatewayToNamespace),
            FilterGatewayClusterConfig = reader.Bool("PILOT_FILTER_GATEWAY_CLUSTER_CONFIG", defaults.FilterGatewayClusterConfig),
            EnableGatewayApi = reader.Bool("PILOT_ENABLE_GATEWAY_API", defaults.EnableGatewayApi),
            EnableGatewayApiCopyLabelsAnnotations = reader.Bool("PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS", defaults.EnableGatewayApiCopyLabelsAnnotations),
            EnableAlphaGatewayApi = reader.Bool("PILOT_ENABLE_ALPHA_GATEWAY_API", defaults.EnableAlphaGatewayApi),
            GatewayApiDefaultGatewayclassName = reader.Text("PILOT_GATEWAY_API_DEFAULT_GATEWAYCLASS_NAME", defaults.GatewayApiDefaultGatewayclassName),
            GatewayApiControllerName = reader.Text("PILOT_GATEWAY_API_CONTROLLER_NAME", defaults.GatewayApiControllerName),
            EnableGatewayApiManualDeployment = reader.Bool("ENABLE_GATEWAY_API_MANUAL_DEPLOYMENT", defaults.EnableGatewayApiManualDeployment),
            EnableSelectorBasedK8sGatewayPolicy = reader.Bool("ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY", defaults.EnableSelectorBasedK8sGatewayPolicy),
            EnableGatewayApiInferenceExtension = reader.Bool("ENABLE_GATEWAY_API_INFERENCE_EXTENSION", defaults.EnableGatewayApiInferenceExtension),
            GatewayTransportSocketConnectTimeout = reader.Duration("PILOT_GATEWAY_TRANSPORT_SOCKET_CONNECT_TIMEOUT", defaults.GatewayTransportSocketConnectTimeout),
            K8sIngressNs = reader.Text("K8S_INGRESS_NS", defaults.K8sIngressNs),
            MultiNetworkDiscoverGatewayApi = reader.Bool("PILOT_MULTI_NETWORK_DISCOVER_GATEWAY_API", defaults.MultiNetworkDiscoverGatewayApi),
            JwtEnableRemoteJwks = reader.Text("PILOT_JWT_ENABLE_REMOTE_JWKS", defaults.JwtEnableRemoteJwks),
            JwtPubKeyRefreshInterval = reader.Duration("PILOT_JWT_PUB_KEY_REFRESH_INTERVAL", defaults.JwtPubKeyRefreshInterval),
            JwksResolverInsecureSkipVerify = reader.Bool("JWKS_RESOLVER_INSECURE_SKIP_VERIFY", defaults.JwksResolverInsecureSkipVerify),
            BlockedCidrsInJwksUris = reader.Text("BLOCKED_CIDRS_IN_JWKS_URIS", defaults.BlockedCidrsInJwksUris),
            SkipValidateTrustDomain = reader.Bool("PILOT_SKIP_VALIDATE_TRUST_DOMAIN", defaults.SkipValidateTrustDomain),
            EnableMultipleCustomAuthzProviders = reader.Bool("PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS", defaults.EnableMultipleCustomAuthzProviders),
            CompliancePolicy = reader.Text("COMPLIANCE_POLICY", defaults.CompliancePolicy),
            MultirootMesh = reader.Bool("ISTIO_MULTIROOT_MESH", defaults.MultirootMesh),
            TraceSampling = reader.Float("PILOT_TRACE_SAMPLING", defaults.TraceSampling),
            EnableTelemetryLabel = reader.Bool("PILOT_ENABLE_TELEMETRY_LABEL", defaults.EnableTelemetryLabel),
            EndpointTelemetryLabel = reader.Bool("PILOT_ENDPOINT_TELEMETRY_LABEL", defaults.EndpointTelemetryLabel),
            EnableMetadataExchange = reader.Bool("PILOT_ENABLE_METADATA_EXCHANGE", defaults.EnableMetadataExchange),
            MxAdditionalLabels = reader.Text("PILOT_MX_ADDITIONAL_LABELS", defaults.MxAdditionalLabels),
            SpawnUpstreamSpanForGateway = reader.Bool("PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY", defaults.SpawnUpstreamSpanForGateway),
            DisableTrackRemainingCbMetrics = reader.Bool("DISABLE_TRACK_REMAINING_CB_METRICS", defaults.DisableTrackRemainingCbMetrics),
            LabelCanonicalServicesForMeshExternalServiceEntries = reader.Bool("LABEL_CANONICAL_SERVICES_FOR_MESH_EXTERNAL_SERVICE_ENTRIES", defaults.LabelCanonicalServicesForMeshExternalServiceEntries),
            DnsCaresUdpMaxQueries = reader.UInt("PILOT_DNS_CARES_UDP_MAX_QUERIES", defaults.DnsCaresUdpMaxQueries),
            DnsJitterDuration = reader.Duration("PILOT_DNS_JITTER_DURATION", defaults.DnsJitterDuration),
            EnableEdsForHeadlessServices = reader.Bool("PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES", defaults.EnableEdsForHeadlessServices),
            SendUnhealthyEndpoints = reader.Bool("PILOT_SEND_UNHEALTHY_ENDPOINTS", defaults.SendUnhealthyEndpoints),
            DrainingLabel = reader.Text("PILOT_DRAINING_LABEL", defaults.DrainingLabel),
            EnableLocalityWeightedLbConfig = reader.Bool("ENABLE_LOCALITY_WEIGHTED_LB_CONFIG", defaults.EnableLocalityWeightedLbConfig),
            PreferDestinationruleTlsForExternalServices = reader.Bool("PREFER_DESTINATIONRULE_TLS_FOR_EXTERNAL_SERVICES", defaults.PreferDestinationruleTlsForExternalServices),
            EnableEnhancedDestinationruleMerge = reader.Bool("ENABLE_ENHANCED_DESTINATIONRULE_MERGE", defaults.EnableEnhancedDestinationruleMerge),
            UnifiedSidecarScope = reader.Bool("PILOT_UNIFIED_SIDECAR_SCOPE", defaults.UnifiedSidecarScope),
            SidecarPickBestServiceNamespace = reader.Bool("PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE", defaults.SidecarPickBestServiceNamespace),
            EnableRouteCollapseOptimization = reader.Bool("PILOT_ENABLE_ROUTE_COLLAPSE_OPTIMIZATION", defaults.EnableRouteCollapseOptimization),
            EnableAbsoluteFqdnVhostDomain = reader.Bool("PILOT_ENABLE_ABSOLUTE_FQDN_VHOST_DOMAIN", defaults.EnableAbsoluteFqdnVhostDomain),
            DisableShadowHostSuffix = reader.Bool("DISABLE_SHADOW_HOST_SUFFIX", defaults.DisableShadowHostSuffix),
            EnableWildcardHostServiceEntriesForTls = reader.Bool("ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS", defaults.EnableWildcardHostServiceEntriesForTls),
            ClusterId = reader.Text("CLUSTER_ID", defaults.ClusterId),
            EnableServiceentrySelectPods = reader.Bool("PILOT_ENABLE_SERVICEENTRY_SELECT_PODS", defaults.EnableServiceentrySelectPods),
            EnableK8sSelectWorkloadEntries = reader.Bool("PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES", defaults.EnableK8sSelectWorkloadEntries),
            EnableProxyFindPodByIp = reader.Bool("ENABLE_PROXY_FIND_POD_BY_IP", defaults.EnableProxyFindPodByIp),
            EnableIpAutoallocate = reader.Bool("PILOT_ENABLE_IP_AUTOALLOCATE", defaults.EnableIpAutoallocate),
            IpAutoallocateIpv4Prefix = reader.Text("PILOT_IP_AUTOALLOCATE_IPV4_PREFIX", defaults.IpAutoallocateIpv4Prefix),
            IpAutoallocateIpv6Prefix = reader.Text("PILOT_IP_AUTOALLOCATE_IPV6_PREFIX", defaults.IpAutoallocateIpv6Prefix),
            EnableNodeUntaintControllers = reader.Bool("PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS", defaults.EnableNodeUntaintControllers),
            NodeUntaintControllersTaintName = reader.Text("PILOT_NODE_UNTAINT_CONTROLLERS_TAINT_NAME", defaults.NodeUntaintControllersTaintName),
            WatchNamespace = reader.Text("ISTIO_WATCH_NAMESPACE", defaults.WatchNamespace),
            KubeClientContentType = reader.Text("ISTIO_KUBE_CLIENT_CONTENT_TYPE", defaults.KubeClientContentType),
            IgnoreResources = reader.Text("PILOT_IGNORE_RESOURCES", defaults.IgnoreResources),
            IncludeResources = reader.Text("PILOT_INCLUDE_RESOURCES", defaults.IncludeResources),
            EnableMulticlusterHeadless = reader.Bool("ENABLE_MULTICLUSTER_HEADLESS", defaults.EnableMulticlusterHeadless),
            ResolveHostnameGateways = reader.Bool("RESOLVE_HOSTNAME_GATEWAYS", defaults.ResolveHostnameGateways),
            McsApiGroup = reader.Text("MCS_API_GROUP", defaults.McsApiGroup),
            McsApiVersion = reader.Text("MCS_API_VERSION", defaults.McsApiVersion),
            EnableMcsAutoExport = reader.Bool("ENABLE_MCS_AUTO_EXPORT", defaults.EnableMcsAutoExport),
            EnableMcsServiceDiscovery = reader.Bool("ENABLE_MCS_SERVICE_DISCOVERY", defaults.EnableMcsServiceDiscovery),
            EnableMcsHost = reader.Bool("ENABLE_MCS_HOST", defaults.EnableMcsHost),
            EnableMcsClusterLocal = reader.Bool("ENABLE_MCS_CLUSTER_LOCAL", defaults.EnableMcsClusterLocal),
            EnableLayeredWaypointAuthorizationPolicies = reader.Bool("ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES", defaults.EnableLayeredWaypointAuthorizationPolicies),
            AgentEnableWasmRemoteLoadConversion = reader.Bool("ISTIO_AGENT_ENABLE_WASM_REMOTE_LOAD_CONVERSION", defaults.AgentEnableWasmRemoteLoadConversion),
            WasmMaxBinarySizeBytes = reader.Text("ISTIO_WASM_MAX_BINARY_SIZE_BYTES", defaults.WasmMaxBinarySizeBytes),
            EnableAmbientWaypoints = AmbientBool(reader, ambient, "PILOT_ENABLE_AMBIENT_WAYPOINTS", true),
            EnableSendingHbone = AmbientBool(reader, ambient, "PILOT_ENABLE_SENDING_HBONE", true),
            EnableSidecarListeningHbone = AmbientBool(reader, ambient, "PILOT_ENABLE_SIDECAR_LISTENING_HBONE", true),
            AmbientEnableStatus = AmbientBool(reader, ambient, "AMBIENT_ENABLE_STATUS", true),
            PreferSendingHbone = AmbientBool(reader, ambient, "PILOT_PREFER_SENDING_HBONE", false),
            AutoAllowWaypointPolicy = AmbientBool(reader, ambient, "PILOT_AUTO_ALLOW_WAYPOINT_POLICY", false),
            EnableIngressWaypointRouting = AmbientBool(reader, ambient, "ENABLE_INGRESS_WAYPOINT_ROUTING", true),
            AmbientEnableMultiNetwork = AmbientBool(reader, ambient, "AMBIENT_ENABLE_MULTI_NETWORK", false),
            AmbientEnableBaggage = AmbientBool(reader, ambient, "AMBIENT_ENABLE_BAGGAGE", false),
            AmbientEnableMultiNetworkWaypoint = AmbientBool(reader, ambient, "AMBIENT_ENABLE_MULTI_NETWORK_WAYPOINT", true),
            AmbientEnableMultiNetworkIngress = AmbientBool(reader, ambient, "AMBIENT_ENABLE_MULTI_NETWORK_INGRESS", false),
            AmbientEnableDryRunAuthorizationPolicy = AmbientBool(reader, ambient, "AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY", false),
            HboneInitialStreamWindowSize = AmbientUInt(reader, ambient, "PILOT_HBONE_INITIAL_STREAM_WINDOW_SIZE", 0),
            HboneInitialConnectionWindowSize = AmbientUInt(reader, ambient, "PILOT_HBONE_INITIAL_CONNECTION_WINDOW_SIZE", 0),
        };
        if (features.TraceSampling is >= 0 and <= 100)
        {
            return features;
        }

        reader.Warn(string.Create(CultureInfo.InvariantCulture, $"PILOT_TRACE_SAMPLING out of range: {features.TraceSampling}"));
        return features with { TraceSampling = 1 };
    }

    private static bool AmbientBool(EnvironmentReader reader, bool ambient, string name, bool withAmbient)
    {
        bool value = reader.Bool(name, withAmbient);
        return IsRead(reader, ambient, name) && value;
    }

    private static uint AmbientUInt(EnvironmentReader reader, bool ambient, string name, uint withAmbient)
    {
        uint value = reader.UInt(name, withAmbient);
        return IsRead(reader, ambient, name) ? value : 0;
    }

    // istiod: features/ambient.go:registerAmbient
    private static bool IsRead(EnvironmentReader reader, bool ambient, string name)
    {
        if (!ambient && reader.IsSet(name))
        {
            reader.Warn($"ignoring {name}; requires PILOT_ENABLE_AMBIENT=true");
        }

        return ambient;
    }
}
