using Istiod.Testing.Xds;
using static Istiod.Resources.XdsType;

namespace Istiod.Xds.Tests;

/// <summary>The state-of-the-world variant, rule by rule.</summary>
public sealed class SotwProtocolTests
{
    private readonly ScriptedViews _views = new();
    private readonly Protocol _stream;

    public SotwProtocolTests()
    {
        _views.Set(
            (Cluster, _views.View(("a", "1"), ("b", "1"), ("c", "1"))),
            (Endpoint, _views.View(("a", "1"), ("b", "1"), ("c", "1"))),
            (Listener, _views.View(("l", "1"))),
            (Route, _views.View(("r", "1"), ("s", "1"))));
        _stream = new Protocol(_views, isDelta: false);
    }

    [Fact]
    public void FirstRequest_WildcardType_GetsAll() => Assert.Equal(["a", "b", "c"], One(_stream.Sotw(Cluster)).Names);

    [Fact]
    public void FirstRequest_Names_GetsThoseThatExist() =>
        Assert.Equal(["a", "c"], One(_stream.Sotw(Endpoint, ["c", "a", "nowhere", "c"])).Names);

    [Fact]
    public void FirstRequest_NoNamesOfANamedType_IsNoSubscription()
    {
        Assert.Empty(_stream.Sotw(Endpoint));
        Assert.Null(_stream.State[Endpoint]);
    }

    [Fact]
    public void FirstRequest_WithNonceOfAnEarlierStream_IsAnsweredWhole() =>
        Assert.Equal(["a"], One(_stream.Sotw(Endpoint, ["a"], nonce: "of another server")).Names);

    [Fact]
    public void Ack_SameNames_IsNotAnswered()
    {
        Reply reply = One(_stream.Sotw(Endpoint, ["a", "b"]));
        Assert.Empty(_stream.Sotw(Endpoint, ["b", "a"], reply.Nonce));
        Assert.Equal(reply.Nonce, One(_stream.State.Describe()).AckedNonce);
        Reply listeners = One(_stream.Sotw(Listener));
        Assert.Empty(_stream.Sotw(Listener, [], listeners.Nonce));
    }

    [Fact]
    public void Names_Added_AreAnsweredAlone()
    {
        Reply reply = One(_stream.Sotw(Endpoint, ["a"]));
        Assert.Equal(["b"], One(_stream.Sotw(Endpoint, ["a", "b"], reply.Nonce)).Names);
    }

    [Fact]
    public void Names_AddedByProxylessGrpc_AreAnsweredWhole()
    {
        Protocol proxyless = new(_views, isDelta: false, isProxyless: true);
        Reply reply = One(proxyless.Sotw(Endpoint, ["a"]));
        Assert.Equal(["a", "b"], One(proxyless.Sotw(Endpoint, ["a", "b"], reply.Nonce)).Names);
    }

    [Fact]
    public void Names_OnlyRemoved_AreNotAnswered()
    {
        Reply reply = One(_stream.Sotw(Endpoint, ["a", "b"]));
        Assert.Empty(_stream.Sotw(Endpoint, ["a"], reply.Nonce));
        _views.Set((Endpoint, _views.View(("a", "1"), ("b", "2"))));
        Assert.Empty(_stream.Push());
    }

    [Fact]
    public void Names_OnAStaleNonce_AreIgnored()
    {
        Reply first = One(_stream.Sotw(Endpoint, ["a"]));
        _views.Set((Endpoint, _views.View(("a", "2"), ("b", "1"))));
        Reply second = One(_stream.Push());
        Assert.Empty(_stream.Sotw(Endpoint, ["a", "b"], first.Nonce));
        Assert.Equal(["b"], One(_stream.Sotw(Endpoint, ["a", "b"], second.Nonce)).Names);
    }

    [Fact]
    public void Request_WithoutNonce_StartsAgain()
    {
        _stream.Sotw(Endpoint, ["a", "b"]);
        Assert.Equal(["b", "c"], One(_stream.Sotw(Endpoint, ["b", "c"])).Names);
    }

    [Fact]
    public void Request_NoNamesLater_Unsubscribes()
    {
        Reply reply = One(_stream.Sotw(Route, ["r"]));
        Assert.Empty(_stream.Sotw(Route, [], reply.Nonce));
        _views.Set((Route, _views.View(("r", "2"))));
        Assert.Empty(_stream.Push());
        Assert.Equal("2", One(_stream.Sotw(Route, ["r"], reply.Nonce)).Contents["r"]);
    }

    [Fact]
    public void Push_WildcardType_IsSentWhole()
    {
        _stream.Sotw(Cluster);
        _views.Set((Cluster, _views.View(("a", "2"), ("b", "1"))));
        Assert.Equal(["a", "b"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Push_NamedType_IsSentInPart()
    {
        _stream.Sotw(Endpoint, ["a", "b"]);
        _views.Set((Endpoint, _views.View(("a", "2"), ("b", "1"), ("c", "2"))));
        Assert.Equal(["a"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Push_NameThatCameIntoBeing_IsSent()
    {
        Assert.Empty(One(_stream.Sotw(Endpoint, ["later"])).Names);
        _views.Set((Endpoint, _views.View(("later", "1"))));
        Assert.Equal(["later"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Push_EqualContent_SendsNothing()
    {
        _stream.Sotw(Cluster);
        _views.Set((Cluster, _views.View(("a", "1"), ("b", "1"), ("c", "1"))));
        Assert.Empty(_stream.Push());
    }

    [Fact]
    public void Wildcard_NamesAfterIt_NarrowIt()
    {
        Reply all = One(_stream.Sotw(Cluster));
        Reply named = One(_stream.Sotw(Cluster, ["b"], all.Nonce));
        Assert.Equal(["b"], named.Names);
        Reply star = One(_stream.Sotw(Cluster, ["*", "b"], named.Nonce));
        Assert.Equal(["a", "b", "c"], star.Names);
    }

    [Fact]
    public void Nack_LastGoodStays_UntilSomethingChanges()
    {
        Reply first = One(_stream.Sotw(Endpoint, ["a", "b"]));
        _stream.Sotw(Endpoint, ["a", "b"], first.Nonce);
        _views.Set((Endpoint, _views.View(("a", "bad"), ("b", "1"))));
        Reply bad = One(_stream.Push());
        Assert.Empty(_stream.Sotw(Endpoint, ["a", "b"], bad.Nonce, error: "bad"));
        Assert.Equal(["eds 13 bad"], _stream.Rejections);
        Assert.Empty(_stream.Push());
        Assert.Equal(first.Nonce, One(_stream.State.Describe()).AckedNonce);
        _views.Set((Endpoint, _views.View(("a", "bad"), ("b", "2"))));
        Assert.Equal(["a", "b"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Push_ClustersThatGo_StayUntilListenersAndRoutesWereSent()
    {
        _stream.Sotw(Cluster);
        _stream.Sotw(Listener);
        _stream.Sotw(Route, ["r"]);
        _views.Set(
            (Cluster, _views.View(("a", "1"), ("b", "1"), ("d", "1"))),
            (Route, _views.View(("r", "2"))));
        Assert.Equal(["cds: a b c d", "rds: r", "cds: a b d"], _stream.Push().Select(reply => reply.ToString()));
    }

    [Fact]
    public void Push_ClustersThatGoAlone_GoAtOnce()
    {
        _stream.Sotw(Cluster);
        _stream.Sotw(Listener);
        _views.Set((Cluster, _views.View(("a", "1"), ("b", "1"))));
        Assert.Equal(["cds: a b"], _stream.Push().Select(reply => reply.ToString()));
    }

    [Fact]
    public void Reconnect_AskingForEndpointsBeforeClusters_GetsThemAgain()
    {
        Assert.Equal(["a", "b"], One(_stream.Sotw(Endpoint, ["a", "b"], nonce: "old")).Names);
        Assert.Equal(["cds: a b c", "eds: a b"], _stream.Sotw(Cluster, [], nonce: "old").Select(reply => reply.ToString()));
    }

    [Fact]
    public void Push_ChangedCluster_BringsItsEndpointsEvenIfEqual()
    {
        _stream.Sotw(Cluster);
        _stream.Sotw(Endpoint, ["a", "b", "c"]);
        _views.Set((Cluster, _views.View(("a", "1"), ("b", "2"), ("c", "1"))));
        Assert.Equal(["cds: a b c", "eds: b"], _stream.Push().Select(reply => reply.ToString()));
    }

    private static T One<T>(IReadOnlyList<T> items) => Assert.Single(items);
}
