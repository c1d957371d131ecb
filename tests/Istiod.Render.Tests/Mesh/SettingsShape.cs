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

    public static string Text(int[] choices) => Text(new Picks(choices));

    /// <summary>How many choices count.</summary>
    public static int Used { get; } = CountUsed();

    public static MeshSettings Make(int[] choices) => Make(new Picks(choices));

    private static int CountUsed()
    {
        Picks picks = new(new int[Picks.Length]);
        Make(picks);
        return picks.Used;
    }

    private static MeshSettings Make(Picks p)
    {
        string text = Text(p);
        string networksText = p.Of(
            "",
            "networks: {net-1: {endpoints: [{fromRegistry: Kubernetes}], gateways: [{address: 203.0.113.1, port: 15443}]}, net-2: {endpoints: [{fromRegistry: remote-a}, {fromCidr: 10.0.2.0/24}], gateways: [{registryServiceName: web.shop.svc.cluster.local, port: 15443}]}}");
        if (!MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(text), "mesh", MeshDefaults.Mesh(), out MeshConfig? mesh, out Finding? fault)
            || !MeshConfigReader.TryReadNetworks(Encoding.UTF8.GetBytes(networksText), "networks", out MeshNetworks? networks, out fault))
        {
            throw new InvalidOperationException($"{fault}\n{text}");
        }

        return new MeshSettings
        {
            Mesh = mesh,
            Networks = networks,
            Revision = p.Of("default", "other"),
            ConfigCluster = new ClusterId(p.Of("Kubernetes", "remote-a", "Kubernetes")),
            DomainSuffix = p.Of("cluster.local", "other.local", "cluster.local"),
            Features = new MeshFeatures
            {
                SendUnhealthyEndpoints = p.Rarely("x").Length > 0,
                EnableEdsForHeadlessServices = p.Rarely("x").Length > 0,
                DualStack = p.Rarely("x").Length > 0,
                EnableIpAutoallocate = p.Rarely("x").Length == 0,
                EnableProxyFindPodByIp = p.Rarely("x").Length > 0,
                EnablePersistentSessionFilter = p.Rarely("x").Length > 0,
                EnableLocalityWeightedLbConfig = p.Rarely("x").Length > 0,
            },
        };
    }

    private static string Text(Picks p) => $$$$"""
        outboundTrafficPolicy: {mode: {{{{p.Of("ALLOW_ANY", "REGISTRY_ONLY")}}}}}
        enableAutoMtls: {{{{p.Of("true", "false", "true")}}}}
        rootNamespace: {{{{p.Of("istio-system", "far", "istio-system")}}}}
        {{{{p.Rarely("discoverySelectors: [{matchLabels: {team: x}}]")}}}}
        {{{{p.Rarely("accessLogFile: /dev/stdout", 2)}}}}
        {{{{p.Rarely("trustDomain: other.local")}}}}
        {{{{p.Rarely("defaultServiceExportTo: [.]")}}}}
        {{{{p.Rarely("defaultDestinationRuleExportTo: [.]")}}}}
        {{{{p.Rarely("serviceSettings: [{settings: {clusterLocal: true}, hosts: ['*.far.svc.cluster.local']}]")}}}}
        {{{{p.Rarely("localityLbSetting: {enabled: true, failover: [{from: eu, to: us}]}")}}}}
        {{{{p.Rarely("h2UpgradePolicy: UPGRADE")}}}}
        defaultConfig: {tracing: {sampling: {{{{p.Of("1", "50")}}}}}{{{{p.Rarely(", proxyHeaders: {attemptCount: {disabled: true}}")}}}}}
        extensionProviders:
        - {name: ext, envoyExtAuthzHttp: {service: {{{{p.Of("web.shop.svc.cluster.local", "missing.far.svc.cluster.local")}}}}, port: 80}}
        - {name: ext2, envoyExtAuthzGrpc: {service: api.far.svc.cluster.local, port: 9080}}
        - {name: zip, zipkin: {service: api.far.svc.cluster.local, port: 9080}}
        - {name: otel-logs, envoyOtelAls: {service: api.far.svc.cluster.local, port: 9080}}
        """;
}
