using Istiod.Compiler.Services;
using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using MeshSelector = Istiod.Protos.Istio.Mesh.V1Alpha1.LabelSelector;

namespace Istiod.Compiler.Tests.Registry;

public sealed class ServicesAreaTests
{
    private readonly RegistryMesh _mesh = new();

    [Theory]
    [InlineData(80, "http-web", "TCP", null, Protocol.Http)]
    [InlineData(80, "grpc-web-x", "TCP", null, Protocol.GrpcWeb)]
    [InlineData(80, "http", "TCP", "kubernetes.io/h2c", Protocol.Http2)]
    [InlineData(80, "http", "TCP", "tcp", Protocol.Tcp)]
    [InlineData(80, "http", "UDP", null, Protocol.Udp)]
    [InlineData(80, "foo", "TCP", null, Protocol.Unsupported)]
    [InlineData(3306, "foo", "TCP", null, Protocol.Tcp)]
    [InlineData(3306, "http", "TCP", null, Protocol.Http)]
    public void Protocol_OfPort_FollowsHintNameAndNumber(
        int number, string name, string transport, string? hint, Protocol expected) =>
        Assert.Equal(expected, ServiceProtocols.OfPort(number, name, transport, hint));

    [Fact]
    public void Service_Headless_PassesThrough()
    {
        _mesh.Apply(Objects.Service("db", ip: "None"));

        MeshService service = _mesh.Kubernetes("shop", "db");
        Assert.True(service.IsHeadless);
        Assert.Equal("0.0.0.0", service.DefaultAddress);
    }

    [Fact]
    public void Service_OfTwoClusters_HasAddressesOfBoth()
    {
        _mesh.Apply(Objects.Service("web", ip: "10.96.0.10"));
        _mesh.Apply(Objects.Service("web", ip: "10.97.0.10"), "east");

        MeshService service = _mesh.Kubernetes("shop", "web");
        Assert.Equal("10.96.0.10", service.AddressesIn(RegistryMesh.Local)[0]);
        Assert.Equal("10.97.0.10", service.AddressesIn(new ClusterId("east"))[0]);
        Assert.Equal("10.96.0.10", service.DefaultAddress);

        _mesh.Drop("east");
        Assert.Single(_mesh.Kubernetes("shop", "web").Addresses);
    }

    [Fact]
    public void Service_ExternalName_IsAliasOfItsTargetOverHops()
    {
        _mesh.Apply(Objects.Join(
            Objects.Service("web"),
            Alias("near", "web.shop.svc.cluster.local"),
            Alias("far", "near.shop.svc.cluster.local"),
            Alias("loop", "loop.shop.svc.cluster.local")));

        Assert.Equal(Resolution.Alias, _mesh.Kubernetes("shop", "near").Resolution);
        Assert.Equal(
            ["far.shop.svc.cluster.local", "near.shop.svc.cluster.local"],
            _mesh.Kubernetes("shop", "web").Aliases.Select(static alias => alias.Host.Value));
        Assert.Empty(_mesh.Kubernetes("shop", "near").Aliases);
    }

    [Fact]
    public void Service_Annotations_SetExportAndDistribution()
    {
        _mesh.Apply("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, annotations: {networking.istio.io/traffic-distribution: PreferClose}}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              namespace: shop
              annotations:
                networking.istio.io/exportTo: "., other"
                alpha.istio.io/kubernetes-serviceaccounts: one
            spec: {clusterIP: 10.0.0.1, ports: [{port: 80}]}
            """);

        MeshService service = _mesh.Kubernetes("shop", "web");
        Assert.True(service.ExportTo.Includes("other"));
        Assert.False(service.ExportTo.Includes("third"));
        Assert.Equal(TrafficDistribution.PreferSameZone, service.TrafficDistribution);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/one", Assert.Single(service.ServiceAccounts));
    }

    [Fact]
    public void ServiceEntry_SeveralAddresses_AreParts()
    {
        _mesh.Apply(Entry("vips", "addresses: [192.0.2.1, 192.0.2.2/32, 192.0.3.0/24, nonsense]"));

        MeshService service = _mesh.Service("shop", "x.example");
        Assert.Equal(
            ["192.0.2.1", "192.0.2.2", "192.0.3.0/24"], service.Parts.Select(static part => part.DefaultAddress));
    }

    [Fact]
    public void ServiceEntries_SameHost_MergePortsOfTheOldest()
    {
        _mesh.Apply(Objects.Join(Entry("a", "", port: 80), Entry("b", "", port: 443)));

        MeshService service = _mesh.Service("shop", "x.example");
        Assert.Equal("a", service.Source.Name);
        Assert.Equal([80, 443], service.Ports.Select(static port => port.Number));
        Assert.Equal(2, service.Parts.Count);
    }

    [Fact]
    public void ServiceEntry_OfKubernetesHost_GivesWay()
    {
        _mesh.Apply(Objects.Join(
            Entry("a", "", port: 9000, host: "web.shop.svc.cluster.local"), Objects.Service("web")));

        MeshService service = _mesh.Kubernetes("shop", "web");
        Assert.Equal(ServiceRegistry.Kubernetes, service.Registry);
        Assert.Equal(80, Assert.Single(service.Ports).Number);
        Assert.Equal(ServiceRegistry.External, service.Parts[0].Registry);
    }

    [Fact]
    public void ServiceEntry_WithoutAddresses_GetsTheNextFreeByAge()
    {
        _mesh.Apply(Objects.Join(
            Entry("z", "", host: "z.example"),
            Entry("a", "", host: "a.example"),
            Entry("taken", "addresses: [240.240.0.2]", host: "t.example"),
            Entry("none", "", host: "n.example").Replace("STATIC", "NONE", StringComparison.Ordinal),
            Entry("wild", "", host: "'*.example'")));

        Assert.Equal(["240.240.0.1", "2001:2::1"], _mesh.Service("shop", "z.example").AutoAllocatedAddresses);
        Assert.Equal(["240.240.0.3", "2001:2::2"], _mesh.Service("shop", "a.example").AutoAllocatedAddresses);
        Assert.Empty(_mesh.Service("shop", "n.example").AutoAllocatedAddresses);
        Assert.Empty(_mesh.Service("shop", "*.example").AutoAllocatedAddresses);
    }

    [Fact]
    public void ServiceEntry_AddressesInStatus_Stay()
    {
        _mesh.Apply(Objects.Join(
            Entry("a", "", host: "a.example"),
            Entry("b", "", host: "b.example") + "\nstatus: {addresses: [{value: 240.240.0.1, host: b.example}]}"));

        Assert.Equal(["240.240.0.1"], _mesh.Service("shop", "b.example").AutoAllocatedAddresses);
        Assert.Equal("240.240.0.2", _mesh.Service("shop", "a.example").AutoAllocatedAddresses[0]);
    }

    [Fact]
    public void Objects_OfOtherRevisionOrNamespace_DoNotCount()
    {
        RegistryMesh mesh = new(new MeshConfig
        {
            DiscoverySelectors = { new MeshSelector { MatchLabels = { ["mesh"] = "in" } } },
        });
        mesh.Apply("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {mesh: in}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: out}
            """);
        mesh.Apply(Objects.Join(
            Objects.Service("web"),
            Objects.Service("web", ns: "out"),
            Entry("old", "", host: "old.example").Replace("{name: old", "{labels: {istio.io/rev: old}, name: old", StringComparison.Ordinal)));

        Assert.True(mesh.Has("shop", "web.shop.svc.cluster.local"));
        Assert.False(mesh.Has("out", "web.out.svc.cluster.local"));
        Assert.False(mesh.Has("shop", "old.example"));
    }

    [Fact]
    public void Hosts_OfTheSystem_AreClusterLocalUnlessDenied()
    {
        RegistryMesh mesh = new(new MeshConfig
        {
            ServiceSettings =
            {
                new MeshConfig.Types.ServiceSettings
                {
                    Settings = new MeshConfig.Types.ServiceSettings.Types.Settings { ClusterLocal = true },
                    Hosts = { "*.shop.svc.cluster.local" },
                },
                new MeshConfig.Types.ServiceSettings
                {
                    Settings = new MeshConfig.Types.ServiceSettings.Types.Settings { ClusterLocal = false },
                    Hosts = { "open.shop.svc.cluster.local" },
                },
            },
        });
        mesh.Apply(Objects.Join(
            Objects.Service("web"), Objects.Service("open"), Objects.Service("dns", ns: "kube-system"), Objects.Service("x", ns: "y")));

        Assert.True(mesh.Kubernetes("shop", "web").IsClusterLocal);
        Assert.False(mesh.Kubernetes("shop", "open").IsClusterLocal);
        Assert.True(mesh.Kubernetes("kube-system", "dns").IsClusterLocal);
        Assert.False(mesh.Kubernetes("y", "x").IsClusterLocal);
    }

    [Fact]
    public void Service_Deleted_LeavesTheEntryInCharge()
    {
        _mesh.Apply(Objects.Join(Entry("a", "", host: "web.shop.svc.cluster.local"), Objects.Service("web")));
        _mesh.Delete(KindCatalog.Service, "shop", "web");

        Assert.Equal(ServiceRegistry.External, _mesh.Kubernetes("shop", "web").Registry);
    }

    [Fact]
    public void HashedAllocation_SameHost_IsStableAndInRange()
    {
        List<KeyValuePair<ObjectKey, ValueArray<string>>> hosts = [];
        for (int i = 0; i < 500; i++)
        {
            hosts.Add(new(new ObjectKey(RegistryMesh.Local, "shop", $"e{i}"), [$"h{i}.example"]));
        }

        Dictionary<ObjectKey, ValueArray<EntryAddress>> table = HashedAllocation.Of(hosts);

        HashSet<string> seen = [];
        foreach (ValueArray<EntryAddress> addresses in table.Values)
        {
            Assert.Equal(2, addresses.Count);
            Assert.StartsWith("240.240.", addresses[0].Address, StringComparison.Ordinal);
            Assert.True(seen.Add(addresses[0].Address));
        }
    }

    private static string Alias(string name, string target) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop}
        spec: {type: ExternalName, externalName: {{target}}, ports: [{port: 80}]}
        """;

    private static string Entry(string name, string extra, int port = 80, string host = "x.example") => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: {{name}}, namespace: shop}
        spec:
          hosts: [{{host}}]
          resolution: STATIC
          ports: [{number: {{port}}, name: p{{port}}, protocol: HTTP}]
          {{extra}}
        """;
}
