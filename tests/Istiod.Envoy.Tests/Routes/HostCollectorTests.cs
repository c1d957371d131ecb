using Istiod.Envoy.Routes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;

namespace Istiod.Envoy.Tests.Routes;

public sealed class HostCollectorTests
{
    private readonly ResourceStore _store = new();
    private readonly HostCollector _collector;

    public HostCollectorTests() => _collector = new HostCollector(_store);

    [Fact]
    public void Add_NameTaken_FirstStays()
    {
        _collector.Add(Host("a:80", "a"), "a", [], [], needsPort: false);
        _collector.Add(Host("a:80", "b"), "a", [], [], needsPort: false);

        Assert.Equal("a", Assert.Single(Assert.Single(_collector.Finish().Items).Message.Domains));
    }

    [Fact]
    public void Add_DomainTakenInAnyCase_IsLeftOut()
    {
        _collector.Add(Host("a:80", "x", "y"), "a", [], [], needsPort: false);
        _collector.Add(Host("b:80", "X", "z"), "b", [], [], needsPort: false);
        _collector.Add(Host("c:80", "y"), "c", [], [], needsPort: false);

        OutboundHosts hosts = _collector.Finish();

        Assert.Equal(2, hosts.Items.Count);
        Assert.Equal("z", Assert.Single(hosts.Items[1].Message.Domains));
    }

    [Fact]
    public void Add_ShortenedName_YieldsToAServiceThatHasItAsFullName()
    {
        MeshService owner = new() { Key = new ServiceKey("x", new Hostname("foo.com")), Name = "foo" };
        _collector.AddKnown(new HostDraft(80, [], [owner], []));
        _collector.Add(Host("foo.com.local:80", "foo.com.local", "foo.com"), "foo.com.local", ["foo.com"], [], needsPort: false);

        Assert.Equal("foo.com.local", Assert.Single(Assert.Single(_collector.Finish().Items).Message.Domains));
    }

    [Fact]
    public void Add_SharedHostThatKeepsItsDomains_StaysTheSameObject()
    {
        OutboundHost shared = OutboundHost.Of(Host("a:80", "a", "b"), "a", _store);

        _collector.Add(shared);

        Assert.Same(shared, Assert.Single(_collector.Finish().Items));
    }

    [Fact]
    public void Add_PortNeeded_DomainsWithoutItGo()
    {
        _collector.Add(Host("a:81", "a", "a:81"), "a", [], [], needsPort: true);

        Assert.Equal("a:81", Assert.Single(Assert.Single(_collector.Finish().Items).Message.Domains));
    }

    private static VirtualHost Host(string name, params string[] domains)
    {
        VirtualHost host = new() { Name = name };
        host.Domains.AddRange(domains);
        return host;
    }
}
