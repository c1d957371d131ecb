using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Tests.Registry;

public sealed class ProxyWorkloadsTests
{
    private readonly RegistryMesh _mesh = new();

    [Fact]
    public void Proxy_InPod_ServesWhatSelectsThePod()
    {
        _mesh.Apply(Objects.Join(
            Objects.Pod("web-1", "10.0.0.1"),
            Objects.Service("zeta").Replace("app: zeta", "app: web", StringComparison.Ordinal),
            Objects.Service("web").Replace("targetPort: 8080", "targetPort: web", StringComparison.Ordinal),
            Objects.Service("other")));

        ProxyWorkload workload = _mesh.Workload(RegistryMesh.Proxy("web-1", "shop", "10.0.0.1"));

        Assert.Equal(["zeta", "web"], workload.Targets.Select(static target => target.Service.Name));
        Assert.Equal([8080, 8080], workload.Targets.Select(static target => target.TargetPort));
        Assert.Equal("web", workload.Labels.GetOrEmpty("app"));
        Assert.Equal("Kubernetes", workload.Labels.GetOrEmpty("topology.istio.io/cluster"));
    }

    [Fact]
    public void Proxy_Locality_IsTheNodesBeforeItsOwn()
    {
        ProxyIdentity proxy = RegistryMesh.Proxy("web-1", "shop", "10.0.0.1");
        _mesh.Apply(Objects.Pod("web-1", "10.0.0.1"));
        Assert.Equal(Locality.None, _mesh.Workload(proxy).Locality);

        _mesh.Apply("apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {topology.kubernetes.io/region: r1}}");
        Assert.Equal(new Locality("r1", "", ""), _mesh.Workload(proxy).Locality);
        Assert.Equal("r1", _mesh.Workload(proxy).Labels.GetOrEmpty("topology.kubernetes.io/region"));
    }

    [Fact]
    public void Proxy_WithoutPod_ServesWhatSelectsItsLabels()
    {
        LabelSet labels = LabelSet.From([new("app", "web")]);
        _mesh.Apply(Objects.Service("web"));

        ServiceTarget target = Assert.Single(_mesh.Workload(RegistryMesh.Proxy("vm", "shop", "10.0.0.1", labels)).Targets);
        Assert.Equal(8080, target.TargetPort);
    }

    [Fact]
    public void Proxy_OfWorkloadEntry_ServesWhatSelectsTheEntry()
    {
        _mesh.Apply(Objects.Join(
            Objects.Service("web"),
            """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm, namespace: shop}
            spec: {address: 192.0.2.9, labels: {app: web}, ports: {http: 18080}}
            """));

        ServiceTarget target = Assert.Single(_mesh.Workload(RegistryMesh.Proxy("vm", "shop", "192.0.2.9")).Targets);
        Assert.Equal(18080, target.TargetPort);
    }

    [Fact]
    public void Proxy_OfServiceEntry_TakesLabelsOfItsEndpoint()
    {
        _mesh.Apply("""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se, namespace: shop}
            spec:
              hosts: [x.example]
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints: [{address: 192.0.2.9, labels: {app: legacy}, locality: r1/z1}]
            """);

        ProxyWorkload workload = _mesh.Workload(RegistryMesh.Proxy("vm", "shop", "192.0.2.9"));
        Assert.Equal("legacy", workload.Labels.GetOrEmpty("app"));
        Assert.Equal(new Locality("r1", "z1", ""), workload.Locality);
        Assert.Equal("x.example", Assert.Single(workload.Targets).Service.Name);
        Assert.Empty(_mesh.Workload(RegistryMesh.Proxy("vm", "other", "192.0.2.9")).Targets);
    }

    [Fact]
    public void Proxy_OfAnotherCluster_DoesNotSeeThisOnesPods()
    {
        _mesh.Apply(Objects.Join(Objects.Pod("web-1", "10.0.0.1"), Objects.Service("web")));

        ProxyWorkload workload = _mesh.Workload(RegistryMesh.Proxy("web-1", "shop", "10.0.0.1", cluster: "east"));
        Assert.Empty(workload.Targets);
        Assert.Equal("", workload.Labels.GetOrEmpty("app"));
    }
}
