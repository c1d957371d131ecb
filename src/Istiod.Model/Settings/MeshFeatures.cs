namespace Istiod.Model;

/// <summary>The reference's environment switches that translation reads, with its defaults.</summary>
/// <remarks>Contract: features of pilot-discovery 1.30.3. The host parses the environment; nothing else reads it.</remarks>
public sealed record MeshFeatures
{
    /// <summary><c>PILOT_HTTP10</c>: Accept HTTP/1.0 on outbound HTTP listeners mesh-wide.</summary>
    public bool Http10 { get; init; }

    /// <summary><c>PILOT_SIDECAR_USE_REMOTE_ADDRESS</c>: Set use_remote_address on sidecar outbound HTTP connection managers.</summary>
    public bool SidecarUseRemoteAddress { get; init; }

    /// <summary><c>PILOT_ENABLE_MYSQL_FILTER</c>: Insert MySQL proxy filter for ports named mysql.</summary>
    public bool EnableMysqlFilter { get; init; }

    /// <summary><c>PILOT_ENABLE_REDIS_FILTER</c>: Insert Redis proxy filter for ports named redis.</summary>
    public bool EnableRedisFilter { get; init; }

    /// <summary><c>PILOT_ENABLE_MONGO_FILTER</c>: Insert Mongo proxy filter for mongo ports.</summary>
    public bool EnableMongoFilter { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_ALPN_FILTER</c>: Insert the Istio ALPN HTTP filter.</summary>
    public bool EnableAlpnFilter { get; init; } = true;

    /// <summary><c>PILOT_DISABLE_MX_ALPN</c>: Leave istio-peer-exchange out of TLS ALPN lists.</summary>
    public bool DisableMxAlpn { get; init; }

    /// <summary><c>PILOT_ENABLE_PERSISTENT_SESSION_FILTER</c>: Add stateful-session filter for services carrying the session label.</summary>
    public bool EnablePersistentSessionFilter { get; init; }

    /// <summary><c>PILOT_PERSISTENT_SESSION_LABEL</c>: Service label enabling cookie-based sessions.</summary>
    public string PersistentSessionLabel { get; init; } = "istio.io/persistent-session";

    /// <summary><c>PILOT_PERSISTENT_SESSION_HEADER_LABEL</c>: Service label enabling header-based sessions.</summary>
    public string PersistentSessionHeaderLabel { get; init; } = "istio.io/persistent-session-header";

    /// <summary><c>PILOT_ENABLE_QUIC_LISTENERS</c>: Add QUIC listener beside gateway TLS listener when UDP port matches.</summary>
    public bool EnableQuicListeners { get; init; }

    /// <summary><c>ENABLE_TLS_ON_SIDECAR_INGRESS</c>: Honour TLS block in Sidecar ingress listeners.</summary>
    public bool EnableTlsOnSidecarIngress { get; init; }

    /// <summary><c>ENABLE_HCM_INTERNAL_NETWORKS</c>: Mark mesh-network endpoint ranges as internal addresses in HCM.</summary>
    public bool EnableHcmInternalNetworks { get; init; }

    /// <summary><c>PILOT_ALLOW_SIDECAR_SERVICE_INBOUND_LISTENER_MERGE</c>: Build inbound listeners from both service ports and Sidecar ingress.</summary>
    public bool AllowSidecarServiceInboundListenerMerge { get; init; }

    /// <summary><c>ISTIO_DUAL_STACK</c>: Generate IPv4 and IPv6 addresses for dual-stack.</summary>
    public bool DualStack { get; init; }

    /// <summary><c>ENABLE_100_CONTINUE_HEADERS</c>: Pass 100-continue through instead of handling it.</summary>
    public bool Enable100ContinueHeaders { get; init; } = true;

    /// <summary><c>ISTIO_ENABLE_IPV4_OUTBOUND_LISTENER_FOR_IPV6_CLUSTERS</c>: Extra IPv4 outbound listener in IPv6-only clusters.</summary>
    public bool EnableIpv4OutboundListenerForIpv6Clusters { get; init; }

    /// <summary><c>MAX_CONNECTIONS_PER_SOCKET_EVENT_LOOP</c>: Accepts per socket event on listeners; 0 is unlimited.</summary>
    public int MaxConnectionsPerSocketEventLoop { get; init; } = 1;

    /// <summary><c>ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL</c>: Agent setting linked in (PROXY protocol on status port); no effect here.</summary>
    public bool EnvoyStatusPortEnableProxyProtocol { get; init; }

    /// <summary><c>PILOT_SCOPE_GATEWAY_TO_NAMESPACE</c>: Gateway selectors match workloads in their own namespace only.</summary>
    public bool ScopeGatewayToNamespace { get; init; }

    /// <summary><c>PILOT_FILTER_GATEWAY_CLUSTER_CONFIG</c>: Send gateways only clusters their virtual services reference.</summary>
    public bool FilterGatewayClusterConfig { get; init; }

    /// <summary><c>PILOT_ENABLE_GATEWAY_API</c>: Read and convert Gateway API resources.</summary>
    public bool EnableGatewayApi { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS</c>: Copy Gateway labels and annotations to generated objects.</summary>
    public bool EnableGatewayApiCopyLabelsAnnotations { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_ALPHA_GATEWAY_API</c>: Also read alpha Gateway API kinds.</summary>
    public bool EnableAlphaGatewayApi { get; init; }

    /// <summary><c>PILOT_GATEWAY_API_DEFAULT_GATEWAYCLASS_NAME</c>: Name of the default GatewayClass.</summary>
    public string GatewayApiDefaultGatewayclassName { get; init; } = "istio";

    /// <summary><c>PILOT_GATEWAY_API_CONTROLLER_NAME</c>: controllerName this istiod answers to.</summary>
    public string GatewayApiControllerName { get; init; } = "istio.io/gateway-controller";

    /// <summary><c>ENABLE_GATEWAY_API_MANUAL_DEPLOYMENT</c>: Allow a Gateway to bind to existing pods through spec.addresses.</summary>
    public bool EnableGatewayApiManualDeployment { get; init; } = true;

    /// <summary><c>ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY</c>: If false, Gateway API gateways ignore selector policies, need targetRef.</summary>
    public bool EnableSelectorBasedK8sGatewayPolicy { get; init; } = true;

    /// <summary><c>ENABLE_GATEWAY_API_INFERENCE_EXTENSION</c>: Support InferencePool routing.</summary>
    public bool EnableGatewayApiInferenceExtension { get; init; }

    /// <summary><c>PILOT_GATEWAY_TRANSPORT_SOCKET_CONNECT_TIMEOUT</c>: TLS handshake timeout on gateway filter chains; 0s disables.</summary>
    public TimeSpan GatewayTransportSocketConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>K8S_INGRESS_NS</c>: Namespace of the ingress gateway workload.</summary>
    public string K8sIngressNs { get; init; } = "istio-system";

    /// <summary><c>PILOT_MULTI_NETWORK_DISCOVER_GATEWAY_API</c>: Treat labelled Gateway API objects as cross-network gateways.</summary>
    public bool MultiNetworkDiscoverGatewayApi { get; init; } = true;

    /// <summary><c>PILOT_JWT_ENABLE_REMOTE_JWKS</c>: JWKS fetch mode: istiod/false, hybrid/true, or envoy.</summary>
    public string JwtEnableRemoteJwks { get; init; } = "false";

    /// <summary><c>PILOT_JWT_PUB_KEY_REFRESH_INTERVAL</c>: JWKS refresh period.</summary>
    public TimeSpan JwtPubKeyRefreshInterval { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary><c>JWKS_RESOLVER_INSECURE_SKIP_VERIFY</c>: Skip TLS verification when fetching JWKS.</summary>
    public bool JwksResolverInsecureSkipVerify { get; init; }

    /// <summary><c>BLOCKED_CIDRS_IN_JWKS_URIS</c>: Comma list of CIDRs JWKS fetches must not reach.</summary>
    public string BlockedCidrsInJwksUris { get; init; } = "";

    /// <summary><c>PILOT_SKIP_VALIDATE_TRUST_DOMAIN</c>: Do not check peer trust domain under mTLS.</summary>
    public bool SkipValidateTrustDomain { get; init; }

    /// <summary><c>PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS</c>: Allow several CUSTOM ext_authz providers per workload.</summary>
    public bool EnableMultipleCustomAuthzProviders { get; init; }

    /// <summary><c>COMPLIANCE_POLICY</c>: fips-140-2 or pqc: restricts TLS versions, ciphers, curves.</summary>
    public string CompliancePolicy { get; init; } = "";

    /// <summary><c>ISTIO_MULTIROOT_MESH</c>: Distribute several trust anchors (trust bundle, PCDS).</summary>
    public bool MultirootMesh { get; init; }

    /// <summary><c>PILOT_TRACE_SAMPLING</c>: Default trace sampling percent; outside 0-100 becomes 1.</summary>
    public double TraceSampling { get; init; } = 1;

    /// <summary><c>PILOT_ENABLE_TELEMETRY_LABEL</c>: Add telemetry metadata to clusters and endpoints.</summary>
    public bool EnableTelemetryLabel { get; init; } = true;

    /// <summary><c>PILOT_ENDPOINT_TELEMETRY_LABEL</c>: Add telemetry metadata to endpoints.</summary>
    public bool EndpointTelemetryLabel { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_METADATA_EXCHANGE</c>: Insert metadata-exchange filters.</summary>
    public bool EnableMetadataExchange { get; init; } = true;

    /// <summary><c>PILOT_MX_ADDITIONAL_LABELS</c>: Comma list of extra labels exchanged between peers.</summary>
    public string MxAdditionalLabels { get; init; } = "";

    /// <summary><c>PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY</c>: Separate upstream span for gateways.</summary>
    public bool SpawnUpstreamSpanForGateway { get; init; } = true;

    /// <summary><c>DISABLE_TRACK_REMAINING_CB_METRICS</c>: If false, clusters set track_remaining on circuit breakers.</summary>
    public bool DisableTrackRemainingCbMetrics { get; init; } = true;

    /// <summary><c>LABEL_CANONICAL_SERVICES_FOR_MESH_EXTERNAL_SERVICE_ENTRIES</c>: Canonical-service metadata on MESH_EXTERNAL endpoints.</summary>
    public bool LabelCanonicalServicesForMeshExternalServiceEntries { get; init; }

    /// <summary><c>PILOT_DNS_CARES_UDP_MAX_QUERIES</c>: udp_max_queries for the c-ares resolver config.</summary>
    public uint DnsCaresUdpMaxQueries { get; init; } = 100;

    /// <summary><c>PILOT_DNS_JITTER_DURATION</c>: dns_jitter on DNS clusters.</summary>
    public TimeSpan DnsJitterDuration { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary><c>PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES</c>: Use EDS rather than ORIGINAL_DST for headless services.</summary>
    public bool EnableEdsForHeadlessServices { get; init; }

    /// <summary><c>PILOT_SEND_UNHEALTHY_ENDPOINTS</c>: Include unready endpoints, disable panic threshold.</summary>
    public bool SendUnhealthyEndpoints { get; init; }

    /// <summary><c>PILOT_DRAINING_LABEL</c>: Pod label marking endpoints DRAINING.</summary>
    public string DrainingLabel { get; init; } = "istio.io/draining";

    /// <summary><c>ENABLE_LOCALITY_WEIGHTED_LB_CONFIG</c>: Always set locality_weighted_lb_config.</summary>
    public bool EnableLocalityWeightedLbConfig { get; init; }

    /// <summary><c>PREFER_DESTINATIONRULE_TLS_FOR_EXTERNAL_SERVICES</c>: DestinationRule TLS wins over auto TLS for external services.</summary>
    public bool PreferDestinationruleTlsForExternalServices { get; init; } = true;

    /// <summary><c>ENABLE_ENHANCED_DESTINATIONRULE_MERGE</c>: Merge DestinationRules only when exportTo sets are equal.</summary>
    public bool EnableEnhancedDestinationruleMerge { get; init; } = true;

    /// <summary><c>PILOT_UNIFIED_SIDECAR_SCOPE</c>: Use single scope-building code path.</summary>
    public bool UnifiedSidecarScope { get; init; } = true;

    /// <summary><c>PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE</c>: Prefer Kubernetes service, then oldest, for a hostname in many namespaces.</summary>
    public bool SidecarPickBestServiceNamespace { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_ROUTE_COLLAPSE_OPTIMIZATION</c>: Merge virtual hosts that have identical routes.</summary>
    public bool EnableRouteCollapseOptimization { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_ABSOLUTE_FQDN_VHOST_DOMAIN</c>: Add trailing-dot domains to virtual hosts.</summary>
    public bool EnableAbsoluteFqdnVhostDomain { get; init; } = true;

    /// <summary><c>DISABLE_SHADOW_HOST_SUFFIX</c>: If false, mirrored requests get -shadow host suffix.</summary>
    public bool DisableShadowHostSuffix { get; init; } = true;

    /// <summary><c>ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS</c>: Wildcard dynamic-DNS ServiceEntries for TLS ports.</summary>
    public bool EnableWildcardHostServiceEntriesForTls { get; init; }

    /// <summary><c>CLUSTER_ID</c>: Local cluster ID.</summary>
    public string ClusterId { get; init; } = "Kubernetes";

    /// <summary><c>PILOT_ENABLE_SERVICEENTRY_SELECT_PODS</c>: ServiceEntry selectors pick pods.</summary>
    public bool EnableServiceentrySelectPods { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES</c>: Kubernetes service selectors pick WorkloadEntries.</summary>
    public bool EnableK8sSelectWorkloadEntries { get; init; } = true;

    /// <summary><c>ENABLE_PROXY_FIND_POD_BY_IP</c>: Fall back to IP when matching proxy to pod.</summary>
    public bool EnableProxyFindPodByIp { get; init; }

    /// <summary><c>PILOT_ENABLE_IP_AUTOALLOCATE</c>: Run controller giving ServiceEntries virtual IPs.</summary>
    public bool EnableIpAutoallocate { get; init; } = true;

    /// <summary><c>PILOT_IP_AUTOALLOCATE_IPV4_PREFIX</c>: IPv4 allocation range; invalid aborts start-up.</summary>
    public string IpAutoallocateIpv4Prefix { get; init; } = "240.240.0.0/16";

    /// <summary><c>PILOT_IP_AUTOALLOCATE_IPV6_PREFIX</c>: IPv6 allocation range; invalid aborts start-up.</summary>
    public string IpAutoallocateIpv6Prefix { get; init; } = "2001:2::/48";

    /// <summary><c>PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS</c>: Run node untaint controller.</summary>
    public bool EnableNodeUntaintControllers { get; init; }

    /// <summary><c>PILOT_NODE_UNTAINT_CONTROLLERS_TAINT_NAME</c>: Taint key removed by that controller.</summary>
    public string NodeUntaintControllersTaintName { get; init; } = "cni.istio.io/not-ready";

    /// <summary><c>ISTIO_WATCH_NAMESPACE</c>: Watch only this one namespace.</summary>
    public string WatchNamespace { get; init; } = "";

    /// <summary><c>ISTIO_KUBE_CLIENT_CONTENT_TYPE</c>: Kubernetes client encoding: protobuf or json.</summary>
    public string KubeClientContentType { get; init; } = "protobuf";

    /// <summary><c>PILOT_IGNORE_RESOURCES</c>: Comma list of config resources never read; *.group allowed.</summary>
    public string IgnoreResources { get; init; } = "";

    /// <summary><c>PILOT_INCLUDE_RESOURCES</c>: Comma list overriding PILOT_IGNORE_RESOURCES.</summary>
    public string IncludeResources { get; init; } = "";

    /// <summary><c>ENABLE_MULTICLUSTER_HEADLESS</c>: DNS table resolves headless names across same-network clusters.</summary>
    public bool EnableMulticlusterHeadless { get; init; } = true;

    /// <summary><c>RESOLVE_HOSTNAME_GATEWAYS</c>: Resolve hostname addresses of network gateways in istiod.</summary>
    public bool ResolveHostnameGateways { get; init; } = true;

    /// <summary><c>MCS_API_GROUP</c>: API group of Multi-Cluster Services.</summary>
    public string McsApiGroup { get; init; } = "multicluster.x-k8s.io";

    /// <summary><c>MCS_API_VERSION</c>: API version of Multi-Cluster Services.</summary>
    public string McsApiVersion { get; init; } = "v1alpha1";

    /// <summary><c>ENABLE_MCS_AUTO_EXPORT</c>: Create a ServiceExport for every non-cluster-local service.</summary>
    public bool EnableMcsAutoExport { get; init; }

    /// <summary><c>ENABLE_MCS_SERVICE_DISCOVERY</c>: Endpoints cross clusters only when exported.</summary>
    public bool EnableMcsServiceDiscovery { get; init; }

    /// <summary><c>ENABLE_MCS_HOST</c>: Serve clusterset.local hosts (needs ENABLE_MCS_SERVICE_DISCOVERY).</summary>
    public bool EnableMcsHost { get; init; }

    /// <summary><c>ENABLE_MCS_CLUSTER_LOCAL</c>: cluster.local stays in-cluster (needs ENABLE_MCS_HOST).</summary>
    public bool EnableMcsClusterLocal { get; init; }

    /// <summary><c>PILOT_ENABLE_AMBIENT</c>: Master switch of ambient mode.</summary>
    public bool EnableAmbient { get; init; }

    /// <summary><c>PILOT_ENABLE_AMBIENT_WAYPOINTS</c>: Run waypoint controllers. On with ambient unless set</summary>
    public bool EnableAmbientWaypoints { get; init; }

    /// <summary><c>PILOT_ENABLE_SENDING_HBONE</c>: Proxies may originate HBONE. On with ambient unless set</summary>
    public bool EnableSendingHbone { get; init; }

    /// <summary><c>PILOT_ENABLE_SIDECAR_LISTENING_HBONE</c>: Sidecars may accept HBONE. On with ambient unless set</summary>
    public bool EnableSidecarListeningHbone { get; init; }

    /// <summary><c>AMBIENT_ENABLE_STATUS</c>: Write ambient conditions onto resources. On with ambient unless set</summary>
    public bool AmbientEnableStatus { get; init; }

    /// <summary><c>PILOT_PREFER_SENDING_HBONE</c>: Prefer HBONE over mTLS.</summary>
    public bool PreferSendingHbone { get; init; }

    /// <summary><c>PILOT_AUTO_ALLOW_WAYPOINT_POLICY</c>: Synthetic ALLOW policy for the waypoint identity.</summary>
    public bool AutoAllowWaypointPolicy { get; init; }

    /// <summary><c>ENABLE_INGRESS_WAYPOINT_ROUTING</c>: Gateways honour istio.io/ingress-use-waypoint. On with ambient unless set</summary>
    public bool EnableIngressWaypointRouting { get; init; }

    /// <summary><c>AMBIENT_ENABLE_MULTI_NETWORK</c>: Ambient across networks.</summary>
    public bool AmbientEnableMultiNetwork { get; init; }

    /// <summary><c>AMBIENT_ENABLE_BAGGAGE</c>: Waypoints use baggage header for peer metadata.</summary>
    public bool AmbientEnableBaggage { get; init; }

    /// <summary><c>AMBIENT_ENABLE_MULTI_NETWORK_WAYPOINT</c>: Waypoints route to remote networks (with AMBIENT_ENABLE_MULTI_NETWORK). On with ambient unless set</summary>
    public bool AmbientEnableMultiNetworkWaypoint { get; init; }

    /// <summary><c>AMBIENT_ENABLE_MULTI_NETWORK_INGRESS</c>: Ingress gateways route to remote networks.</summary>
    public bool AmbientEnableMultiNetworkIngress { get; init; }

    /// <summary><c>ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES</c>: Enforce selector policies at L4 in front of waypoints.</summary>
    public bool EnableLayeredWaypointAuthorizationPolicies { get; init; }

    /// <summary><c>AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY</c>: Send dry-run policies to ztunnel.</summary>
    public bool AmbientEnableDryRunAuthorizationPolicy { get; init; }

    /// <summary><c>PILOT_HBONE_INITIAL_STREAM_WINDOW_SIZE</c>: HTTP/2 stream window on HBONE upstreams; 0 leaves unset.</summary>
    public uint HboneInitialStreamWindowSize { get; init; }

    /// <summary><c>PILOT_HBONE_INITIAL_CONNECTION_WINDOW_SIZE</c>: HTTP/2 connection window on HBONE upstreams; 0 leaves unset.</summary>
    public uint HboneInitialConnectionWindowSize { get; init; }

    /// <summary><c>ISTIO_AGENT_ENABLE_WASM_REMOTE_LOAD_CONVERSION</c>: Agent setting linked in (Wasm download conversion); no effect here.</summary>
    public bool AgentEnableWasmRemoteLoadConversion { get; init; } = true;

    /// <summary><c>ISTIO_WASM_MAX_BINARY_SIZE_BYTES</c>: Agent setting linked in (largest Wasm binary); no effect here.</summary>
    public string WasmMaxBinarySizeBytes { get; init; } = "268435456";
}
