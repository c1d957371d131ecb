using Istiod.Resources;
using Istiod.Testing.Xds;
using static Istiod.Resources.XdsType;

namespace Istiod.Xds.Tests;

/// <summary>A delta client that comes back and says what it has; and the order of what it then gets.</summary>
public sealed class DeltaReconnectTests
{
    private readonly ScriptedViews _views = new();

    public DeltaReconnectTests() => Serve(("a", "1", "1"), ("b", "1", "1"), ("c", "1", "1"));

    [Fact]
    public void Reconnect_EqualVersions_AreSkipped()
    {
        Dictionary<string, string> have = Assert.Single(Stream().Delta(Cluster)).Versions;
        Reply reply = Assert.Single(Stream().Delta(Cluster, have: have));
        Assert.Empty(reply.Names);
        Assert.Empty(reply.Removed);
    }

    [Fact]
    public void Reconnect_ChangedAndVanished_AreTold()
    {
        Dictionary<string, string> have = Assert.Single(Stream().Delta(Cluster)).Versions;
        Serve(("a", "2", "1"), ("b", "1", "1"), ("d", "1", "1"));
        Reply reply = Assert.Single(Stream().Delta(Cluster, have: have));
        Assert.Equal(["a", "d"], reply.Names);
        Assert.Equal(["c"], reply.Removed);
    }

    [Fact]
    public void Reconnect_VersionsOfAnotherServer_GetAll()
    {
        Reply reply = Assert.Single(Stream().Delta(Cluster, have: new() { ["a"] = "", ["b"] = "17", ["c"] = new string('x', 22) }));
        Assert.Equal(["a", "b", "c"], reply.Names);
    }

    [Fact]
    public void Reconnect_KnownNamesOfANamedType_AreSubscribed()
    {
        Dictionary<string, string> have = Assert.Single(Stream().Delta(Endpoint, subscribe: ["a", "b"])).Versions;
        Protocol again = Stream();
        Assert.Empty(Assert.Single(again.Delta(Endpoint, have: have)).Names);
        Serve(("a", "1", "2"), ("b", "1", "1"), ("c", "1", "2"));
        Assert.Equal(["a"], Assert.Single(again.Push()).Names);
    }

    [Fact]
    public void Reconnect_NamesBuiltOnDemand_AreComparedToo()
    {
        _views.Set((Route, ResourceView.Empty));
        _views.OnDemand("80", "1");
        _views.OnDemand("90", "1");
        Dictionary<string, string> have = Assert.Single(Stream().Delta(Route, subscribe: ["80", "90"])).Versions;
        _views.OnDemand("90", "2");
        Protocol again = Stream();
        Reply reply = Assert.Single(again.Delta(Route, subscribe: ["80", "90", "none"], have: have));
        Assert.Equal(["90"], reply.Names);
        Assert.Equal(["none"], reply.Removed);
        _views.OnDemand("80", "2");
        _views.Set((Route, ResourceView.Empty));
        Assert.Equal(["80"], Assert.Single(again.Push()).Names);
    }

    [Fact]
    public void Reconnect_KnownNameUnsubscribedAtOnce_IsNotSubscribed()
    {
        Dictionary<string, string> have = Assert.Single(Stream().Delta(Endpoint, subscribe: ["a", "b"])).Versions;
        Protocol again = Stream();
        again.Delta(Endpoint, subscribe: ["a"], unsubscribe: ["b"], have: have);
        Serve(("a", "1", "1"), ("b", "1", "2"), ("c", "1", "1"));
        Assert.Empty(again.Push());
    }

    [Fact]
    public void Reconnect_AskingForEndpointsBeforeClusters_GetsThoseOfChangedClustersAgain()
    {
        Protocol first = Stream();
        Dictionary<string, string> clusters = Assert.Single(first.Delta(Cluster)).Versions;
        Dictionary<string, string> endpoints = Assert.Single(first.Delta(Endpoint, subscribe: ["a", "b", "c"])).Versions;
        first.Break();
        Serve(("a", "1", "1"), ("b", "2", "1"), ("c", "1", "1"));

        Protocol again = Stream();
        Assert.Equal(["b"], Assert.Single(again.Delta(Endpoint, subscribe: ["a", "b", "c"], have: endpoints)).Names);
        List<Reply> replies = again.Delta(Cluster, have: clusters);
        Assert.Equal(["cds: b", "eds: b"], replies.Select(reply => reply.ToString()));
    }

    [Fact]
    public void Reconnect_BrokenBetweenClustersAndEndpoints_GetsTheEndpoints()
    {
        Protocol first = Stream();
        first.Delta(Cluster);
        Dictionary<string, string> endpoints = Assert.Single(first.Delta(Endpoint, subscribe: ["a", "b", "c"])).Versions;
        Serve(("a", "1", "1"), ("b", "2", "1"), ("c", "1", "1"));
        Dictionary<string, string> clusters = first.Push()[0].Versions;
        clusters = new(clusters) { ["a"] = VersionOf(Cluster, "a"), ["c"] = VersionOf(Cluster, "c") };
        first.Break();

        Protocol again = Stream();
        Assert.Empty(Assert.Single(again.Delta(Cluster, have: clusters)).Names);
        Assert.Equal(["b"], Assert.Single(again.Delta(Endpoint, subscribe: ["a", "b", "c"], have: endpoints)).Names);
    }

    [Fact]
    public void Push_ChangedCluster_BringsItsEndpointsAfterIt()
    {
        Protocol stream = Stream();
        stream.Delta(Cluster);
        stream.Delta(Endpoint, subscribe: ["a", "b", "c"]);
        Serve(("a", "1", "1"), ("b", "2", "1"), ("c", "1", "1"));
        Assert.Equal(["cds: b", "eds: b"], stream.Push().Select(reply => reply.ToString()));
    }

    [Fact]
    public void Push_ClusterResentAfterNack_BringsItsEndpointsAgain()
    {
        Protocol stream = Stream();
        Reply first = Assert.Single(stream.Delta(Cluster));
        stream.Delta(Endpoint, subscribe: ["a", "b", "c"]);
        stream.Delta(Cluster, nonce: first.Nonce);
        Serve(("a", "1", "1"), ("b", "bad", "1"), ("c", "1", "1"));
        List<Reply> bad = stream.Push();
        stream.Delta(Endpoint, nonce: bad[1].Nonce);
        stream.Delta(Cluster, nonce: bad[0].Nonce, error: "bad");
        Serve(("a", "1", "1"), ("b", "bad", "1"), ("c", "2", "1"));
        Assert.Equal(["cds: b c", "eds: b c"], stream.Push().Select(reply => reply.ToString()));
    }

    [Fact]
    public void Push_Removals_ComeLastAndInReverse()
    {
        Protocol stream = Stream();
        _views.Set((Listener, _views.View(("l", "1"), ("m", "1"))), (Route, _views.View(("r", "1"))));
        stream.Delta(Cluster);
        stream.Delta(Endpoint, subscribe: ["a", "b", "c"]);
        stream.Delta(Listener);
        stream.Delta(Route, subscribe: ["r"]);
        stream.Push();
        Serve(("a", "2", "1"), ("b", "1", "1"));
        _views.Set((Listener, _views.View(("l", "2"))), (Route, _views.View(("r", "2"))));
        Assert.Equal(
            ["cds: a", "eds: a", "lds: l", "rds: r", "lds:  -m", "eds:  -c", "cds:  -c"],
            stream.Push().Select(reply => reply.ToString()));
    }

    [Fact]
    public void Push_OneTypeAlone_TellsChangesAndRemovalsTogether()
    {
        Protocol stream = Stream();
        stream.Delta(Cluster);
        Serve(("a", "2", "1"), ("b", "1", "1"));
        Assert.Equal(["cds: a -c"], stream.Push().Select(reply => reply.ToString()));
    }

    private Protocol Stream() => new(_views, isDelta: true);

    private string VersionOf(XdsType type, string name) =>
        Assert.Single(Stream().Delta(type, subscribe: [name])).Versions[name];

    // Endpoints cover their clusters, as the view's builder makes them.
    private void Serve(params (string Name, string Cluster, string Endpoints)[] services)
    {
        XdsResource[] clusters = [.. services.Select(s => _views.Resource(s.Name, s.Cluster))];
        XdsResource[] endpoints =
            [.. services.Select((s, i) => _views.Resource(s.Name, s.Endpoints).Covering(clusters[i].Version))];
        _views.Set((Cluster, ResourceView.Take(clusters)), (Endpoint, ResourceView.Take(endpoints)));
    }
}
