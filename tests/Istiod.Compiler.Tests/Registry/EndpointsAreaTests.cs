using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Compiler.Tests.Registry;

public sealed class EndpointsAreaTests
{
    private readonly RegistryMesh _mesh = new();

    [Fact]
    public void Slice_OfPods_TakesWhatThePodsSay()
    {
        _mesh.Apply(Objects.Join(
            Objects.Service("web"),
            "apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {topology.kubernetes.io/region: r1, topology.kubernetes.io/zone: z1}}",
            Objects.Pod("web-1", "10.0.0.1"),
            Objects.Slice("s", "web", Objects.OfPod("web-1", "10.0.0.1"))));

        Endpoint endpoint = Assert.Single(_mesh.Endpoints(_mesh.Kubernetes("shop", "web")));
        Assert.Equal("10.0.0.1", endpoint.PrimaryAddress);
        Assert.Equal(8080, endpoint.Port);
        Assert.Equal("http", endpoint.ServicePortName);
        Assert.Equal(new Locality("r1", "z1", ""), endpoint.Locality);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/web", endpoint.ServiceAccount);
        Assert.True(endpoint.AcceptsMutualTls);
        Assert.Equal("web-1", endpoint.WorkloadName);
        Assert.Equal("n1", endpoint.Labels.GetOrEmpty("kubernetes.io/hostname"));
        Assert.Equal("Kubernetes", endpoint.Labels.GetOrEmpty("topology.istio.io/cluster"));
        Assert.Equal(["spiffe://cluster.local/ns/shop/sa/web"], _mesh.Accounts(_mesh.Kubernetes("shop", "web")));
    }

    [Fact]
    public void Slice_BeforeItsPod_WaitsForThePod()
    {
        _mesh.Apply(Objects.Join(Objects.Service("web"), Objects.Slice("s", "web", Objects.OfPod("web-1", "10.0.0.1"))));
        Assert.Empty(_mesh.Endpoints(_mesh.Kubernetes("shop", "web")));

        _mesh.Apply(Objects.Pod("web-1", "10.0.0.1"));
        Assert.Single(_mesh.Endpoints(_mesh.Kubernetes("shop", "web")));

        _mesh.Delete(KindCatalog.Pod, "shop", "web-1");
        Assert.Empty(_mesh.Endpoints(_mesh.Kubernetes("shop", "web")));
    }

    [Theory]
    [InlineData("ready: true", EndpointHealth.Healthy)]
    [InlineData("", EndpointHealth.Healthy)]
    [InlineData("ready: false, terminating: false", EndpointHealth.Unhealthy)]
    [InlineData("ready: false, serving: true, terminating: true", EndpointHealth.Terminating)]
    [InlineData("ready: false", EndpointHealth.Terminating)]
    public void Slice_Conditions_TellHealth(string conditions, EndpointHealth expected)
    {
        _mesh.Apply(Objects.Join(
            Objects.Service("web"),
            Objects.Pod("web-1", "10.0.0.1"),
            Objects.Slice("s", "web", Objects.OfPod("web-1", "10.0.0.1", conditions))));

        Assert.Equal(expected, Assert.Single(_mesh.Endpoints(_mesh.Kubernetes("shop", "web"))).Health);
    }

    [Fact]
    public void Slices_WithTheSameAddress_GiveOneEndpoint()
    {
        _mesh.Apply(Objects.Join(
            Objects.Service("web"),
            Objects.Slice("a", "web", "{addresses: [\"192.0.2.1\"]}"),
            Objects.Slice("b", "web", "{addresses: [\"192.0.2.1\"]}, {addresses: [\"192.0.2.2\"]}")));

        Assert.Equal(
            ["192.0.2.1", "192.0.2.2"],
            _mesh.Endpoints(_mesh.Kubernetes("shop", "web")).Select(static endpoint => endpoint.PrimaryAddress));
    }

    [Fact]
    public void WorkloadEntry_SelectedByService_ServesNamedPorts()
    {
        _mesh.Apply(Objects.Join(
            Objects.Service("web").Replace("targetPort: 8080", "targetPort: web", StringComparison.Ordinal),
            WorkloadEntry("vm", "address: 192.0.2.9, ports: {web: 18080}, serviceAccount: vm"),
            WorkloadEntry("noport", "address: 192.0.2.10")));

        Endpoint endpoint = Assert.Single(_mesh.Endpoints(_mesh.Kubernetes("shop", "web")));
        Assert.Equal(18080, endpoint.Port);
        Assert.Equal(EndpointHealth.Unknown, endpoint.Health);
        Assert.True(endpoint.AcceptsMutualTls);
    }

    [Fact]
    public void ServiceEntry_Selector_PicksReadyPodsThenWorkloadEntries()
    {
        _mesh.Apply(Objects.Join(
            Objects.Pod("web-1", "10.0.0.1"),
            Objects.Pod("web-2", "10.0.0.2").Replace("\"True\"", "\"False\"", StringComparison.Ordinal),
            WorkloadEntry("vm", "address: 192.0.2.9, weight: 3"),
            WorkloadEntry("named", "address: vm.example"),
            Entry("workloadSelector: {labels: {app: web}}")));

        ValueArray<Endpoint> endpoints = _mesh.Endpoints(_mesh.Service("shop", "x.example"));
        Assert.Equal(["10.0.0.1", "192.0.2.9"], endpoints.Select(static endpoint => endpoint.PrimaryAddress));
        Assert.Equal([8080, 81], endpoints.Select(static endpoint => endpoint.Port));
        Assert.Equal(3u, endpoints[1].Weight);
    }

    [Fact]
    public void ServiceEntry_Dns_HasItsHostOrItsEndpoints()
    {
        _mesh.Apply(Entry("").Replace("STATIC", "DNS", StringComparison.Ordinal));
        Endpoint host = Assert.Single(_mesh.Endpoints(_mesh.Service("shop", "x.example")));
        Assert.Equal("x.example", host.PrimaryAddress);
        Assert.Equal(81, host.Port);

        _mesh.Apply(Entry("endpoints: [{address: a.example, locality: r1/z1, weight: 2}, {address: 'unix:///run/s'}]")
            .Replace("STATIC", "DNS", StringComparison.Ordinal));
        ValueArray<Endpoint> endpoints = _mesh.Endpoints(_mesh.Service("shop", "x.example"));
        Assert.Equal(["a.example", "/run/s"], endpoints.Select(static endpoint => endpoint.PrimaryAddress));
        Assert.Equal([81, 0], endpoints.Select(static endpoint => endpoint.Port));
        Assert.Equal("se-0", endpoints[0].WorkloadName);
        Assert.Equal(new Locality("r1", "z1", ""), endpoints[0].Locality);
    }

    [Fact]
    public void TrustDomain_Aliases_ExpandAccounts()
    {
        RegistryMesh mesh = new(new MeshConfig { TrustDomainAliases = { "old.example" } });
        mesh.Apply(Objects.Join(
            Objects.Service("web"),
            Objects.Pod("web-1", "10.0.0.1"),
            Objects.Slice("s", "web", Objects.OfPod("web-1", "10.0.0.1"))));

        Assert.Equal(
            ["spiffe://cluster.local/ns/shop/sa/web", "spiffe://old.example/ns/shop/sa/web"],
            mesh.Accounts(mesh.Kubernetes("shop", "web")));
    }

    [Fact]
    public void Pod_StatusOnlyChange_EndsAtThePod()
    {
        _mesh.Apply(Objects.Join(
            Objects.Service("web"),
            Objects.Pod("web-1", "10.0.0.1"),
            Objects.Slice("s", "web", Objects.OfPod("web-1", "10.0.0.1"))));

        Incremental.TurnResult result = _mesh.Apply(
            Objects.Pod("web-1", "10.0.0.1").Replace("phase: Running", "phase: Running\n  hostIP: 192.0.2.1", StringComparison.Ordinal));

        Assert.Single(result.ChangedCollections()); // the pod itself
    }

    [Fact]
    public void Networks_LabelThenRegistryThenRange_Decide()
    {
        RegistryMesh mesh = new(networks: new MeshNetworks
        {
            Networks =
            {
                ["wide"] = new Network { Endpoints = { new Network.Types.NetworkEndpoints { FromCidr = "10.0.0.0/8" } } },
                ["narrow"] = new Network { Endpoints = { new Network.Types.NetworkEndpoints { FromCidr = "192.0.2.0/24" } } },
                ["east"] = new Network
                {
                    Endpoints = { new Network.Types.NetworkEndpoints { FromRegistry = "east" } },
                    Gateways =
                    {
                        new Network.Types.IstioNetworkGateway { Address = "203.0.113.1", Port = 15443 },
                        new Network.Types.IstioNetworkGateway { Address = "gw.example", Port = 15443 },
                    },
                },
            },
        });
        string objects = Objects.Join(
            Objects.Service("web"),
            Objects.Pod("web-1", "10.0.0.1"),
            Objects.Pod("web-2", "10.0.0.2", extraLabels: ", topology.istio.io/network: own"),
            Objects.Slice("s", "web", $"{Objects.OfPod("web-1", "10.0.0.1")}, {Objects.OfPod("web-2", "10.0.0.2")}, {{addresses: [\"192.0.2.7\"]}}"));
        mesh.Apply(objects);
        mesh.Apply(objects, "east");

        Assert.Equal(
            ["wide", "own", "narrow", "east", "own", "east"],
            mesh.Endpoints(mesh.Kubernetes("shop", "web")).Select(static endpoint => endpoint.Network.Value));
        Assert.Equal("203.0.113.1", Assert.Single(mesh.Networks.Resolved.All).Address);
        Assert.Equal(2, mesh.Networks.Unresolved.All.Count);
    }

    [Fact]
    public void Networks_GatewayService_LeadsToItsNetwork()
    {
        _mesh.Apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: ew, namespace: istio-system, labels: {topology.istio.io/network: west}}
            spec: {type: LoadBalancer, clusterIP: 10.96.0.9, ports: [{name: tls, port: 15443}]}
            status: {loadBalancer: {ingress: [{ip: 203.0.113.5}, {ip: 203.0.113.6}]}}
            """);

        NetworkGateways gateways = _mesh.Networks.Resolved;
        Assert.Equal(
            ["203.0.113.5", "203.0.113.6"],
            gateways.For(new NetworkId("west"), RegistryMesh.Local).Select(static gateway => gateway.Address));
        Assert.Equal(2u, gateways.WeightScale);
    }

    private static string WorkloadEntry(string name, string spec) => $$"""
        apiVersion: networking.istio.io/v1
        kind: WorkloadEntry
        metadata: {name: {{name}}, namespace: shop}
        spec: {labels: {app: web}, {{spec}}}
        """;

    private static string Entry(string extra) => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: se, namespace: shop}
        spec:
          hosts: [x.example]
          resolution: STATIC
          ports: [{number: 80, name: web, protocol: HTTP, targetPort: 81}]
          {{extra}}
        """;
}
