using Istiod.Envoy.Routes;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;

namespace Istiod.Envoy.Tests.Routes;

public sealed class HostCollectorTests
{
    private readonly ResourceStore _store = new();
    private readonly HostCollector _collector;

    public HostCollectorTests() => _collector = new HostCollector(_store, static name => name == "foo.com");

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
    public void AddRest_PlainHosts_LoseWhatOthersClaimedBefore()
    {
        OutboundHost[] hosts =
        [
            OutboundHost.Of(Host("a:80", "a", "x"), "a", _store),
            OutboundHost.Of(Host("b:80", "b"), "b", _store),
            OutboundHost.Of(Host("c:80", "c"), "c", _store),
        ];
        PlainHosts plain = new(80, hosts, _store);
        _collector.Add(Host("z:80", "x"), "z", [], [], needsPort: false);

        _collector.AddRest(plain, ["b"]);

        OutboundHosts all = _collector.Finish();
        Assert.True(plain.IsClean);
        Assert.Equal(["a:80", "c:80", "z:80"], [.. all.Items.Span.ToArray().Select(static host => host.Message.Name)]);
        Assert.Equal("a", Assert.Single(all.Items[0].Message.Domains));
        Assert.Same(hosts[2], all.Items[1]);
    }

    [Fact]
    public void PlainHosts_DomainClaimedTwice_FirstHasIt()
    {
        PlainHosts plain = new(
            80,
            [OutboundHost.Of(Host("a:80", "a", "x"), "a", _store), OutboundHost.Of(Host("b:80", "b", "x"), "b", _store)],
            _store);

        Assert.False(plain.IsClean);
        Assert.Equal("b", Assert.Single(plain.Resolved.Items[1].Message.Domains));
        Assert.True(plain.HasFullName("a"));
        Assert.True(plain.HasFullName("b:80"));
        Assert.False(plain.HasFullName("b:81"));
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
