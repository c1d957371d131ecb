using System.Text;
using Istiod.Config.Mesh;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Config.Tests;

public sealed class MeshConfigTests
{
    [Fact]
    public void Apply_EmptyText_IsTheDefault()
    {
        Assert.Equal(MeshDefaults.Mesh(), Read("{}"));
        Assert.Equal(MeshDefaults.Mesh(), Read(""));
    }

    [Fact]
    public void Apply_Fields_ReplaceAsAWhole()
    {
        MeshConfig mesh = Read("trust_domain: td\nlocalityLbSetting:\n  failover:\n  - from: a\n    to: b\naccessLogFile: /dev/stdout\nconnectTimeout: 1m30s\n");
        Assert.Equal("td", mesh.TrustDomain);
        Assert.Null(mesh.LocalityLbSetting!.Enabled);
        Assert.Equal(new Duration(90, 0), mesh.ConnectTimeout);
        Assert.Equal(15001, mesh.ProxyListenPort);
    }

    [Fact]
    public void Apply_ProxyConfig_MergesByField()
    {
        MeshConfig first = Read("defaultConfig:\n  proxyMetadata: {A: a, B: b}\n  concurrency: 2\n  proxyHeaders: {server: {value: x}}\n");
        MeshConfig mesh = Read("defaultConfig:\n  tracingServiceName: CANONICAL_NAME_ONLY\n  proxyMetadata: {B: c}\n  proxyHeaders: {requestId: {disabled: true}}\n", first);
        ProxyConfig proxy = mesh.DefaultConfig!;
        Assert.Equal(2, proxy.Concurrency);
        Assert.Equal("a", proxy.ProxyMetadata["A"]);
        Assert.Equal("c", proxy.ProxyMetadata["B"]);
        Assert.Equal("x", proxy.ProxyHeaders!.Server!.Value);
        Assert.True(proxy.ProxyHeaders.RequestId!.Disabled);
        Assert.Equal(ProxyConfig.ClusterNameOneofCase.TracingServiceName, proxy.ClusterNameCase);
        Assert.Equal(15020, proxy.StatusPort);
        MeshConfig again = Read("defaultConfig: {serviceCluster: c}\n", mesh);
        Assert.Equal("c", again.DefaultConfig!.ServiceCluster);
    }

    [Fact]
    public void Apply_ProvidersAndAliases_Merge()
    {
        MeshConfig first = Read("trustDomainAliases: [b, a]\nextensionProviders:\n- name: envoy\n  envoyFileAccessLog: {path: /x}\n- name: own\n  zipkin: {service: z, port: 9411}\n");
        MeshConfig mesh = Read("trustDomainAliases: [c, a]\ndefaultProviders: {tracing: [own]}\n", first);
        Assert.Equal(["prometheus", "stackdriver", "envoy", "own"], mesh.ExtensionProviders.Select(static p => p.Name));
        Assert.Equal("/x", mesh.ExtensionProviders[2].EnvoyFileAccessLog!.Path);
        Assert.Equal(["a", "b", "c"], mesh.TrustDomainAliases);
        Assert.Equal(["own"], mesh.DefaultProviders!.Tracing);
        Assert.Equal(["metrics"], Read("defaultProviders: {metrics: [metrics]}", mesh).DefaultProviders!.Metrics);
    }

    [Theory]
    [InlineData("proxyListenPort: 0", "proxyListenPort")]
    [InlineData("connectTimeout: fast", "connectTimeout")]
    [InlineData("defaultConfig: {proxyAdminPort: 70000}", "proxyAdminPort")]
    [InlineData("outboundTrafficPolicy: {mode: SOME}", "outboundTrafficPolicy.mode")]
    [InlineData("a: [", "mesh:")]
    [InlineData("- a", "mesh")]
    public void Apply_WrongText_IsAFindingWithItsPlace(string yaml, string place)
    {
        Assert.False(MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(yaml), "mesh", MeshDefaults.Mesh(), out _, out Finding? fault));
        Assert.Contains(place, fault.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_EveryRecordedMeshFile_IsRead()
    {
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(Golden.Root, "mesh.yaml", SearchOption.AllDirectories))
        {
            bool isRead = MeshConfigReader.TryApply(File.ReadAllBytes(file), file, MeshDefaults.Mesh(), out _, out Finding? fault);

            // the one that the reference refuses: its answers show the defaults
            bool isRefused = file.Contains("mesh-tls", StringComparison.Ordinal);
            Assert.True(isRead != isRefused, fault?.ToString() ?? file);
            count++;
        }

        foreach (string file in Directory.EnumerateFiles(Golden.Root, "networks.yaml", SearchOption.AllDirectories))
        {
            Assert.True(MeshConfigReader.TryReadNetworks(File.ReadAllBytes(file), file, out MeshNetworks? networks, out Finding? fault), fault?.ToString());
            Assert.NotEmpty(networks.Networks);
            count++;
        }

        Assert.True(count > 20);
    }

    private static MeshConfig Read(string yaml, MeshConfig? below = null)
    {
        Assert.True(MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(yaml), "mesh", below ?? MeshDefaults.Mesh(), out MeshConfig? mesh, out Finding? fault), fault?.ToString());
        return mesh;
    }
}
