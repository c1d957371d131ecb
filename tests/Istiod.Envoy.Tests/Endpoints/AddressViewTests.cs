using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Tests.Endpoints;

public sealed class AddressViewTests
{
    private static readonly MeshService s_dual = EndpointMesh.Service("web") with
    {
        Addresses = [new ClusterAddresses(EndpointMesh.Cluster, ["10.96.0.1", "2001:db8::1"])],
    };

    [Fact]
    public void Addresses_OfOtherFamilies_AreNotSeen()
    {
        Assert.Equal(["10.96.0.1"], View(AddressFamilies.IPv4).AllOf(s_dual));
        Assert.Equal(["2001:db8::1"], View(AddressFamilies.IPv6).AllOf(s_dual));
        Assert.Equal("2001:db8::1", View(AddressFamilies.IPv6).PrimaryOf(s_dual));
        Assert.Equal(2, View(AddressFamilies.Dual).AllOf(s_dual).Count);
    }

    [Fact]
    public void Addresses_OfAnotherCluster_GiveWayToTheDefault()
    {
        AddressView view = new(new ClusterId("east"), AddressFamilies.IPv4, false, false);

        Assert.Equal(["10.96.0.1"], view.AllOf(s_dual));
        Assert.Equal("10.96.0.1", view.PrimaryOf(s_dual));
    }

    [Fact]
    public void Addresses_Automatic_AreSeenOnlyIfUsed()
    {
        MeshService entry = EndpointMesh.Service("x", MeshService.Unspecified) with
        {
            Addresses = default,
            AutoAllocatedAddresses = ["240.240.0.1", "2001:2::1"],
        };

        Assert.Equal([MeshService.Unspecified], View(AddressFamilies.IPv4).AllOf(entry));
        Assert.Equal("240.240.0.1", (View(AddressFamilies.IPv4) with { UsesAutomatic = true }).PrimaryOf(entry));
        Assert.Equal(["2001:2::1"], (View(AddressFamilies.IPv6) with { UsesAutomatic = true }).AllOf(entry));
    }

    [Fact]
    public void Addresses_OfBothFamilies_StartWithTheFamilyOfTheFirst()
    {
        MeshService mixed = s_dual with
        {
            Addresses = [new ClusterAddresses(EndpointMesh.Cluster, ["2001:db8::1", "10.96.0.1", "none", "2001:db8::2", "10.0.0.0/8"])],
        };

        Assert.Equal(["2001:db8::1", "2001:db8::2", "10.96.0.1", "10.0.0.0/8"], View(AddressFamilies.Dual).AllOf(mixed));
        Assert.Equal(["10.0.0.0/8"], View(AddressFamilies.IPv4).ExtraOf(mixed));
    }

    private static AddressView View(AddressFamilies families) => new(EndpointMesh.Cluster, families, false, false);
}
