using System.Text;
using Istiod.Config.Defaulting;
using Istiod.Config.Schema;
using Istiod.Config.Yaml;
using Istiod.Primitives;

namespace Istiod.Config.Tests;

public sealed class ObjectSchemaTests
{
    [Theory]
    [InlineData("v1", "Service", "ports: [{port: 80}]")]
    [InlineData("v1", "Service", "clusterIP: None")]
    [InlineData("networking.istio.io/v1", "ServiceEntry", "hosts: [a.com]\nresolution: STATIC\nendpoints: [{address: 1.2.3.4}]\nports: [{number: 80, name: http}]")]
    [InlineData("networking.istio.io/v1", "WorkloadEntry", "address: unix:///a/b")]
    [InlineData("security.istio.io/v1", "PeerAuthentication", "selector: {matchLabels: {a: b}}\nportLevelMtls: {80: {mode: STRICT}}")]
    [InlineData("extensions.istio.io/v1alpha1", "WasmPlugin", "url: registry.test/x:1")]
    public void Check_GoodObject_IsTaken(string apiVersion, string kind, string spec) => Assert.Empty(Check(apiVersion, kind, spec));

    [Theory]
    [InlineData("v1", "Service", "ports: [{port: 0}]", "spec.ports.port")]
    [InlineData("v1", "Service", "ports: [{port: 80, protocol: HTTP}]", "spec.ports.protocol")]
    [InlineData("v1", "Service", "type: Other\nports: [{port: 80}]", "spec.type")]
    [InlineData("networking.istio.io/v1", "ServiceEntry", "hosts: []", "spec.hosts")]
    [InlineData("networking.istio.io/v1", "ServiceEntry", "hosts: ['*']", "spec.hosts")]
    [InlineData("networking.istio.io/v1", "ServiceEntry", "hosts: [a.com]\nendpoints: [{address: a}]", "spec")]
    [InlineData("networking.istio.io/v1", "ServiceEntry", "hosts: [a.com]\nresolution: DNS\naddresses: [1.2.3.0/24]", "spec.addresses")]
    [InlineData("networking.istio.io/v1", "ServiceEntry", "hosts: [a.com]\nports: [{number: 70000, name: x}]", "spec.ports.number")]
    [InlineData("networking.istio.io/v1", "WorkloadEntry", "ports: {a: 1}", "spec")]
    [InlineData("networking.istio.io/v1", "WorkloadEntry", "address: unix:///x/", "spec.address")]
    [InlineData("networking.istio.io/v1alpha3", "EnvoyFilter", "configPatches: [{match: {context: WAYPOINT}}]", "spec.configPatches.match")]
    [InlineData("networking.istio.io/v1", "DestinationRule", "host: a\ntrafficPolicy: {loadBalancer: {simple: RANDOM, consistentHash: {useSourceIp: true}}}", "spec.trafficPolicy.loadBalancer")]
    [InlineData("networking.istio.io/v1", "Gateway", "servers: [{hosts: [a], port: {number: 1, name: a, protocol: TLS}, tls: {credentialName: a, credentialNames: [b]}}]", "spec.servers.tls")]
    [InlineData("security.istio.io/v1", "PeerAuthentication", "portLevelMtls: {80: {mode: STRICT}}", "spec")]
    [InlineData("security.istio.io/v1", "AuthorizationPolicy", "selector: {matchLabels: {a: '*'}}", "spec.selector.matchLabels")]
    [InlineData("security.istio.io/v1", "AuthorizationPolicy", "selector: {}\ntargetRefs: [{kind: Service, name: a}]", "spec")]
    [InlineData("security.istio.io/v1", "AuthorizationPolicy", "rules: [{from: [{source: {serviceAccounts: [a], namespaces: [b]}}]}]", "spec.rules.from.source")]
    [InlineData("security.istio.io/v1", "RequestAuthentication", "jwtRules: [{issuer: a, jwks: b, jwksUri: 'http://c'}]", "spec.jwtRules")]
    [InlineData("security.istio.io/v1", "RequestAuthentication", "jwtRules: [{issuer: a, jwksUri: 'ftp://c'}]", "spec.jwtRules.jwksUri")]
    [InlineData("telemetry.istio.io/v1", "Telemetry", "tracing: [{randomSamplingPercentage: 101}]", "spec.tracing.randomSamplingPercentage")]
    [InlineData("telemetry.istio.io/v1", "Telemetry", "metrics: [{overrides: [{tagOverrides: {a: {operation: UPSERT}}}]}]", "spec.metrics.overrides.tagOverrides[a]")]
    [InlineData("extensions.istio.io/v1alpha1", "WasmPlugin", "url: 'ftp://x'", "spec.url")]
    [InlineData("extensions.istio.io/v1alpha1", "TrafficExtension", "phase: AUTHN", "spec")]
    public void Check_BadObject_IsRefusedAtThePath(string apiVersion, string kind, string spec, string path) =>
        Assert.EndsWith($": {path}", Assert.Single(Check(apiVersion, kind, spec)).Path, StringComparison.Ordinal);

    private static ValueArray<Finding> Check(string apiVersion, string kind, string spec)
    {
        string yaml = $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n  {spec.Replace("\n", "\n  ", StringComparison.Ordinal)}\n";
        Assert.True(YamlReader.TryRead(Encoding.UTF8.GetBytes(yaml), "f", 1, YamlOptions.Objects, out DataNode? root, out _));
        Assert.True(KindCatalog.TryGet(apiVersion, kind, out KindDescriptor? descriptor));
        new ObjectDefaulter().Apply(descriptor, root!);
        return ObjectSchema.Check(descriptor, root!);
    }
}
