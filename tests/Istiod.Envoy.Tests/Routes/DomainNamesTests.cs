using Istiod.Envoy.Routes;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Tests.Routes;

public sealed class DomainNamesTests
{
    private static readonly AddressView s_addresses = new(new ClusterId("k"), AddressFamilies.IPv4, false, false);

    [Theory]
    [InlineData("web.shop.svc.cluster.local", "shop.svc.cluster.local", "web.shop.svc.cluster.local.,web,web.shop,web.shop.svc")]
    [InlineData("web.shop.svc.cluster.local", "far.svc.cluster.local", "web.shop.svc.cluster.local.,web.shop,web.shop.svc")]
    [InlineData("web.example.com", "far.svc.cluster.local", "web.example.com.")]
    [InlineData("web.shop.svc.other", "far.svc.cluster.local", "web.shop.svc.other.")]
    [InlineData("foo.local.campus.net", "local.campus.net", "foo.local.campus.net.,foo")]
    [InlineData("foo.local.campus.net", "remote.campus.net", "foo.local.campus.net.,foo.local,foo.local.campus")]
    [InlineData("10.1.1.1", "far.svc.cluster.local", "")]
    public void Of_Host_IsShortenedByTheProxysDomain(string host, string domain, string expected)
    {
        List<string> alternatives = [];
        List<string> domains = DomainNames.Of(Service(host), 0, Traits(domain), true, alternatives);

        Assert.Equal(expected, string.Join(',', alternatives));
        Assert.Equal(host, domains[0]);
    }

    [Fact]
    public void Of_WithPort_EachNameStandsWithAndWithoutIt()
    {
        List<string> domains = DomainNames.Of(Service("x.example"), 8080, Traits("far.svc.cluster.local"), true, []);

        Assert.Equal(["x.example", "x.example:8080", "x.example.", "x.example.:8080"], domains);
    }

    [Fact]
    public void Of_Headless_HasWildcardsForItsPods()
    {
        MeshService service = Service("db.shop.svc.cluster.local") with { Resolution = Resolution.Passthrough };

        List<string> domains = DomainNames.Of(service, 0, Traits("far.svc.cluster.local"), false, []);

        Assert.Equal(
            [
                "db.shop.svc.cluster.local", "db.shop", "db.shop.svc",
                "*.db.shop.svc.cluster.local", "*.db.shop", "*.db.shop.svc",
            ],
            domains);
    }

    [Fact]
    public void WithoutNamespace_ProxiesOfAllNamespaces_AreAlike()
    {
        const string Host = "web.shop.svc.cluster.local";

        Assert.Equal(
            Traits("far.svc.cluster.local").WithoutNamespace(), Traits("near.svc.cluster.local").WithoutNamespace());
        Assert.True(DomainNames.IsNeighbour(Host, "shop.svc.cluster.local"));
        Assert.False(DomainNames.IsNeighbour(Host, "far.svc.cluster.local"));
    }

    private static HostTraits Traits(string domain) => new(domain, s_addresses, true, false);

    private static MeshService Service(string host) => new()
    {
        Key = new ServiceKey("shop", new Hostname(host)),
        Name = host,
    };
}
