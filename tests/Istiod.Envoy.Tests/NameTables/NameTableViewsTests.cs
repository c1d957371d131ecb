using Istiod.Envoy.Tests.Endpoints;
using Istiod.Model;
using Istiod.Protobuf;
using NameInfo = Istiod.Protos.Istio.Networking.Nds.V1.NameTable.Types.NameInfo;

namespace Istiod.Envoy.Tests.NameTables;

public sealed class NameTableViewsTests
{
    private const string Web = "web.shop.svc.cluster.local";

    private readonly EndpointMesh _mesh = new();

    [Fact]
    public void Service_WithAddress_HasItUnderItsNames()
    {
        _mesh.Put(EndpointMesh.Service("web"));

        NameInfo info = _mesh.Names(EndpointMesh.Proxy()).Table[Web];
        Assert.Equal(["10.96.0.1"], info.Ips);
        Assert.Equal("Kubernetes", info.Registry);
        Assert.Equal("web", info.Shortname);
        Assert.Equal("shop", info.Namespace);
    }

    [Fact]
    public void Service_Headless_HasItsEndpointsAndPods()
    {
        _mesh.Put(
            EndpointMesh.Service("web", "0.0.0.0") with { Resolution = Resolution.Passthrough },
            EndpointMesh.At("10.0.0.1") with { HostName = "web-0", SubDomain = "web" },
            EndpointMesh.At("10.0.0.2") with { Health = EndpointHealth.Unhealthy },
            EndpointMesh.At("10.0.0.3", network: "far"));

        MapField<string, NameInfo> table = _mesh.Names(EndpointMesh.Proxy(network: "near")).Table;
        Assert.Equal(["10.0.0.1"], table[Web].Ips);
        Assert.Equal("web-0.web", table["web-0.web.shop.svc.cluster.local"].Shortname);
    }

    [Fact]
    public void ServiceEntry_AutomaticAddress_NeedsDnsCapture()
    {
        _mesh.Put(EndpointMesh.Service("x", "0.0.0.0") with
        {
            Registry = ServiceRegistry.External,
            Addresses = default,
            AutoAllocatedAddresses = ["240.240.0.1", "2001:2::1"],
        });

        Assert.Empty(_mesh.Names(EndpointMesh.Proxy()).Table);
        NameInfo info = Assert.Single(_mesh.Names(EndpointMesh.Proxy(capturesDns: true)).Table).Value;
        Assert.Equal(["240.240.0.1"], info.Ips);
        Assert.Equal("External", info.Registry);
        Assert.Equal("", info.Shortname);
    }

    [Fact]
    public void Parts_OfOneHost_AddTheirAddressesUnlessKubernetesHasIt()
    {
        MeshService part = EndpointMesh.Service("web") with { Registry = ServiceRegistry.External, Addresses = default };
        MeshService first = part with { DefaultAddress = "192.0.2.1" };
        MeshService second = part with { DefaultAddress = "192.0.2.2" };
        _mesh.Put(first with { Parts = [first, second] });
        Assert.Equal(["192.0.2.1", "192.0.2.2"], _mesh.Names(EndpointMesh.Proxy()).Table[Web].Ips);

        MeshService kubernetes = EndpointMesh.Service("web");
        _mesh.Put(kubernetes with { Parts = [first, kubernetes] });
        Assert.Equal(["10.96.0.1"], _mesh.Names(EndpointMesh.Proxy()).Table[Web].Ips);
    }
}
