using System.Text;
using Istiod.Config.Mesh;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Render.Tests.Mesh;

/// <summary>The settings of the test mesh, told by a vector of choices.</summary>
internal static class SettingsShape
{
    /// <summary>Settings where nothing is unusual.</summary>
    public static MeshSettings Plain => Make(new int[Picks.Length]);

    /// <summary>How many choices come first that move the whole mesh away: whose config counts.</summary>
    public const int Vital = 4;

    /// <summary>The choice of networks.</summary>
    public const int Networks = 4;

    /// <summary>The choice of selectors of namespaces.</summary>
    public const int Selectors = 5;

    /// <summary>The first choice of a feature.</summary>
    public static int Features { get; } = CountText();

    public static string Text(int[] choices)
    {
        Picks picks = new(choices);
        for (int i = 0; i < Selectors; i++)
        {
            picks.Of("");
        }

        return Text(picks);
    }

    /// <summary>How many choices count.</summary>
    public static int Used { get; } = CountUsed();

    public static MeshSettings Make(int[] choices) => Make(new Picks(choices));

    private static int CountText()
    {
        Picks picks = new(new int[Picks.Length]);
        Text(picks);
        return Selectors + picks.Used;
    }

    private static int CountUsed()
    {
        Picks picks = new(new int[Picks.Length]);
        Make(picks);
        return picks.Used;
    }

    private static MeshSettings Make(Picks p)
    {
        string revision = p.Of("default", "other");
        string cluster = p.Of("Kubernetes", "remote-a", "Kubernetes");
        string domain = p.Of("cluster.local", "other.local", "cluster.local");
        string systemNamespace = p.Of("istio-system", "far", "istio-system");
        string networksText = p.Of(
            "",
            "networks: {net-1: {endpoints: [{fromRegistry: Kubernetes}], gateways: [{address: 203.0.113.1, port: 15443}, {registryServiceName: gw.istio-system.svc.cluster.local, port: 15443}]}, net-2: {endpoints: [{fromRegistry: remote-a}, {fromCidr: 10.0.2.0/24}], gateways: [{registryServiceName: web.shop.svc.cluster.local, port: 15443}]}}",
            "networks: {net-2: {endpoints: [{fromCidr: 10.0.2.0/24}], gateways: [{address: 203.0.113.2, port: 15443}]}}");
        string text = Text(p);
        if (!MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(text), "mesh", MeshDefaults.Mesh(), out MeshConfig? mesh, out Finding? fault)
            || !MeshConfigReader.TryReadNetworks(Encoding.UTF8.GetBytes(networksText), "networks", out MeshNetworks? networks, out fault))
        {
            throw new InvalidOperationException($"{fault}\n{text}");
        }

        return new MeshSettings
        {
            Mesh = mesh,
            Networks = networks,
            Revision = revision,
            ConfigCluster = new ClusterId(cluster),
            DomainSuffix = domain,
            SystemNamespace = systemNamespace,
            Features = FeaturesOf(p),
        };
    }

    private static MeshFeatures FeaturesOf(Picks p) => new()
    {
        Http10 = p.Rarely("x").Length > 0,
        SidecarUseRemoteAddress = p.Rarely("x").Length > 0,
        EnableMysqlFilter = p.Rarely("x").Length > 0,
        EnableRedisFilter = p.Rarely("x").Length > 0,
        DisableMxAlpn = p.Rarely("x").Length > 0,
        EnablePersistentSessionFilter = p.Rarely("x").Length > 0,
        EnableQuicListeners = p.Rarely("x").Length > 0,
        EnableTlsOnSidecarIngress = p.Rarely("x").Length > 0,
        EnableHcmInternalNetworks = p.Rarely("x").Length > 0,
        AllowSidecarServiceInboundListenerMerge = p.Rarely("x").Length > 0,
        DualStack = p.Rarely("x").Length > 0,
        EnableIpv4OutboundListenerForIpv6Clusters = p.Rarely("x").Length > 0,
        ScopeGatewayToNamespace = p.Rarely("x").Length > 0,
        FilterGatewayClusterConfig = p.Rarely("x").Length > 0,
        SkipValidateTrustDomain = p.Rarely("x").Length > 0,
        EnableMultipleCustomAuthzProviders = p.Rarely("x").Length > 0,
        LabelCanonicalServicesForMeshExternalServiceEntries = p.Rarely("x").Length > 0,
        EnableEdsForHeadlessServices = p.Rarely("x").Length > 0,
        SendUnhealthyEndpoints = p.Rarely("x").Length > 0,
        EnableLocalityWeightedLbConfig = p.Rarely("x").Length > 0,
        EnableProxyFindPodByIp = p.Rarely("x").Length > 0,
        EnableMcsServiceDiscovery = p.Rarely("x").Length > 0,
        EnableAmbient = p.Rarely("x").Length > 0,
        EnableSendingHbone = p.Rarely("x").Length > 0,
        PreferSendingHbone = p.Rarely("x").Length > 0,
        EnableMongoFilter = p.Rarely("x").Length == 0,
        EnableAlpnFilter = p.Rarely("x").Length == 0,
        Enable100ContinueHeaders = p.Rarely("x").Length == 0,
        MultiNetworkDiscoverGatewayApi = p.Rarely("x").Length == 0,
        EnableSelectorBasedK8sGatewayPolicy = p.Rarely("x").Length == 0,
        EnableTelemetryLabel = p.Rarely("x").Length == 0,
        EndpointTelemetryLabel = p.Rarely("x").Length == 0,
        EnableMetadataExchange = p.Rarely("x").Length == 0,
        SpawnUpstreamSpanForGateway = p.Rarely("x").Length == 0,
        DisableTrackRemainingCbMetrics = p.Rarely("x").Length == 0,
        PreferDestinationruleTlsForExternalServices = p.Rarely("x").Length == 0,
        EnableEnhancedDestinationruleMerge = p.Rarely("x").Length == 0,
        UnifiedSidecarScope = p.Rarely("x").Length == 0,
        SidecarPickBestServiceNamespace = p.Rarely("x").Length == 0,
        EnableRouteCollapseOptimization = p.Rarely("x").Length == 0,
        EnableAbsoluteFqdnVhostDomain = p.Rarely("x").Length == 0,
        DisableShadowHostSuffix = p.Rarely("x").Length == 0,
        EnableServiceentrySelectPods = p.Rarely("x").Length == 0,
        EnableK8sSelectWorkloadEntries = p.Rarely("x").Length == 0,
        EnableIpAutoallocate = p.Rarely("x").Length == 0,
        EnableMulticlusterHeadless = p.Rarely("x").Length == 0,
        MaxConnectionsPerSocketEventLoop = p.Rarely("x").Length == 0 ? 1 : 5,
        GatewayTransportSocketConnectTimeout = TimeSpan.FromSeconds(p.Rarely("x").Length == 0 ? 15 : 3),
        K8sIngressNs = p.Of("istio-system", "istio-system", "shop"),
        JwtEnableRemoteJwks = p.Of("false", "hybrid", "envoy"),
        CompliancePolicy = p.Of("", "", "fips-140-2"),
        TraceSampling = p.Rarely("x").Length == 0 ? 1 : 30,
        MxAdditionalLabels = p.Of("", "", "version"),
        PersistentSessionLabel = p.Of("istio.io/persistent-session", "istio.io/persistent-session", "app"),
        PersistentSessionHeaderLabel = p.Of("istio.io/persistent-session-header", "istio.io/persistent-session-header", "app"),
        DrainingLabel = p.Of("istio.io/draining", "istio.io/draining", "version"),
        DnsCaresUdpMaxQueries = p.Rarely("x").Length == 0 ? 100u : 7u,
        DnsJitterDuration = TimeSpan.FromMilliseconds(p.Rarely("x").Length == 0 ? 100 : 0),
        IpAutoallocateIpv4Prefix = p.Of("240.240.0.0/16", "240.240.0.0/16", "241.0.0.0/16"),
        IpAutoallocateIpv6Prefix = p.Of("2001:2::/48", "2001:2::/48", "2001:3::/48"),
    };

    private static string Text(Picks p) => $$$$"""
        {{{{p.Of("", "discoverySelectors: [{matchLabels: {team: x}}]", "discoverySelectors: [{matchLabels: {team: w}}]")}}}}
        outboundTrafficPolicy: {mode: {{{{p.Of("ALLOW_ANY", "REGISTRY_ONLY")}}}}}
        enableAutoMtls: {{{{p.Of("true", "false", "true")}}}}
        rootNamespace: {{{{p.Of("istio-system", "far", "istio-system")}}}}
        {{{{p.Rarely("accessLogFile: /dev/stdout", 2)}}}}
        {{{{p.Rarely("accessLogEncoding: JSON")}}}}
        {{{{p.Rarely("accessLogFormat: 'x %PROTOCOL%'")}}}}
        trustDomain: {{{{p.Of("cluster.local", "cluster.local", "other.local")}}}}
        {{{{p.Rarely("trustDomainAliases: [old.local]")}}}}
        {{{{p.Rarely("defaultServiceExportTo: [.]")}}}}
        {{{{p.Rarely("defaultVirtualServiceExportTo: [.]")}}}}
        {{{{p.Rarely("defaultDestinationRuleExportTo: [.]")}}}}
        {{{{p.Rarely("serviceSettings: [{settings: {clusterLocal: true}, hosts: ['*.far.svc.cluster.local']}]")}}}}
        {{{{p.Rarely("localityLbSetting: {enabled: true, failover: [{from: eu, to: us}]}")}}}}
        {{{{p.Rarely("h2UpgradePolicy: UPGRADE")}}}}
        {{{{p.Rarely("connectTimeout: 3s")}}}}
        {{{{p.Rarely("tcpKeepalive: {probes: 4}")}}}}
        {{{{p.Rarely("outboundClusterStatName: '%SERVICE%'")}}}}
        {{{{p.Rarely("inboundClusterStatName: '%SERVICE%'")}}}}
        {{{{p.Rarely("defaultHttpRetryPolicy: {attempts: 4}")}}}}
        {{{{p.Rarely("dnsRefreshRate: 17s")}}}}
        {{{{p.Rarely("protocolDetectionTimeout: 2s")}}}}
        {{{{p.Rarely("meshMTLS: {minProtocolVersion: TLSV1_3}")}}}}
        {{{{p.Rarely("tlsDefaults: {ecdhCurves: [P-256]}")}}}}
        {{{{p.Rarely("caCertificates: [{pem: x}]")}}}}
        {{{{p.Rarely("pathNormalization: {normalization: MERGE_SLASHES}")}}}}
        {{{{p.Rarely("inboundTrafficPolicy: {mode: LOCALHOST}")}}}}
        {{{{p.Rarely("proxyListenPort: 15101")}}}}
        {{{{p.Rarely("proxyInboundListenPort: 15106")}}}}
        {{{{p.Rarely("proxyHttpPort: 15007")}}}}
        {{{{p.Rarely("disableEnvoyListenerLog: true")}}}}
        {{{{p.Rarely("enableEnvoyAccessLogService: true")}}}}
        ingressControllerMode: {{{{p.Of("STRICT", "DEFAULT", "'OFF'")}}}}
        ingressClass: {{{{p.Of("istio", "istio", "other")}}}}
        {{{{p.Rarely("ingressSelector: gw")}}}}
        {{{{p.Rarely("ingressService: gw")}}}}
        {{{{p.Of("", "defaultProviders: {accessLogging: [otel-logs], tracing: [zip]}", "defaultProviders: {metrics: [prometheus]}")}}}}
        defaultConfig: {tracing: {sampling: {{{{p.Of("1", "50")}}}}{{{{p.Rarely(", zipkin: {address: api.far:9080}")}}}}}{{{{p.Rarely(", proxyHeaders: {attemptCount: {disabled: true}}")}}}}}
        extensionProviders:
        - {name: ext, envoyExtAuthzHttp: {service: {{{{p.Of("web.shop.svc.cluster.local", "missing.far.svc.cluster.local")}}}}, port: 80}}
        - {name: ext2, envoyExtAuthzGrpc: {service: api.far.svc.cluster.local, port: {{{{p.Of("9080", "80")}}}}}}
        - {name: zip, zipkin: {service: solo.far.svc.cluster.local, port: {{{{p.Of("9080", "80")}}}}}}
        - {name: otel-logs, envoyOtelAls: {service: {{{{p.Of("solo.far.svc.cluster.local", "web.shop.svc.cluster.local", "vm.far.internal")}}}}, port: {{{{p.Of("9080", "80")}}}}}}
        """;
}
