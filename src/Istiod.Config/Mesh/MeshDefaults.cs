using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Mesh;

/// <summary>Mesh and proxy config of a mesh where nothing is set.</summary>
/// <remarks>istiod: pkg/config/mesh/mesh.go:DefaultMeshConfig, DefaultProxyConfig.</remarks>
public static class MeshDefaults
{
    /// <summary>A new mesh config that the caller may change.</summary>
    public static MeshConfig Mesh()
    {
        MeshConfig mesh = new()
        {
            EnableTracing = true,
            ProtocolDetectionTimeout = new Duration(0, 0),
            IngressService = "istio-ingressgateway",
            IngressControllerMode = MeshConfig.Types.IngressControllerMode.Strict,
            IngressClass = "istio",
            TrustDomain = "cluster.local",
            EnableAutoMtls = true,
            OutboundTrafficPolicy = new() { Mode = MeshConfig.Types.OutboundTrafficPolicy.Types.Mode.AllowAny },
            InboundTrafficPolicy = new() { Mode = MeshConfig.Types.InboundTrafficPolicy.Types.Mode.Passthrough },
            LocalityLbSetting = new LocalityLoadBalancerSetting { Enabled = true },
            DefaultConfig = Proxy(),
            RootNamespace = "istio-system",
            ProxyListenPort = 15001,
            ProxyInboundListenPort = 15006,
            ConnectTimeout = new Duration(10, 0),
            DnsRefreshRate = new Duration(60, 0),
            EnablePrometheusMerge = true,
            DefaultProviders = new(),
        };
        mesh.DefaultServiceExportTo.Add("*");
        mesh.DefaultVirtualServiceExportTo.Add("*");
        mesh.DefaultDestinationRuleExportTo.Add("*");
        mesh.ExtensionProviders.Add(new() { Name = "prometheus", Prometheus = new() });
        mesh.ExtensionProviders.Add(new() { Name = "stackdriver", Stackdriver = new() });
        mesh.ExtensionProviders.Add(new() { Name = "envoy", EnvoyFileAccessLog = new() { Path = "/dev/stdout" } });
        return mesh;
    }

    /// <summary>A new proxy config that the caller may change.</summary>
    public static ProxyConfig Proxy() => new()
    {
        ConfigPath = "./etc/istio/proxy",
        ServiceCluster = "istio-proxy",
        DrainDuration = new Duration(45, 0),
        TerminationDrainDuration = new Duration(5, 0),
        ProxyAdminPort = 15000,
        ControlPlaneAuthPolicy = AuthenticationPolicy.MutualTls,
        DiscoveryAddress = "istiod.istio-system.svc:15012",
        BinaryPath = "/usr/local/bin/envoy",
        StatNameLength = 189,
        StatusPort = 15020,
    };
}
