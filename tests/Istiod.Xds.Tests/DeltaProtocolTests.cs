using Istiod.Resources;
using Istiod.Testing.Xds;
using static Istiod.Resources.XdsType;

namespace Istiod.Xds.Tests;

/// <summary>The delta variant, rule by rule.</summary>
public sealed class DeltaProtocolTests
{
    private readonly ScriptedViews _views = new();
    private readonly Protocol _stream;

    public DeltaProtocolTests()
    {
        _views.Set(
            (Cluster, _views.View(("a", "1"), ("b", "1"), ("c", "1"))),
            (Endpoint, _views.View(("a", "1"), ("b", "1"), ("c", "1"))),
            (Listener, _views.View(("l", "1"))),
            (Route, _views.View(("r", "1"))),
            (ExtensionConfig, _views.View(("x", "1"), ("y", "1"))));
        _stream = new Protocol(_views, isDelta: true);
    }

    [Fact]
    public void FirstRequest_NoNames_IsWildcard() => Assert.Equal(["a", "b", "c"], One(_stream.Delta(Cluster)).Names);

    [Fact]
    public void FirstRequest_Star_IsWildcard() =>
        Assert.Equal(["a", "b", "c"], One(_stream.Delta(Cluster, subscribe: ["*"])).Names);

    [Fact]
    public void FirstRequest_Names_GetsThose() =>
        Assert.Equal(["a", "c"], One(_stream.Delta(Endpoint, subscribe: ["c", "a"])).Names);

    [Fact]
    public void FirstRequest_UnknownName_IsToldRemovedOnce()
    {
        Reply reply = One(_stream.Delta(Endpoint, subscribe: ["a", "nowhere"]));
        Assert.Equal(["a"], reply.Names);
        Assert.Equal(["nowhere"], reply.Removed);
        _views.Set((Endpoint, _views.View(("a", "2"))));
        Assert.Empty(One(_stream.Push()).Removed);
    }

    [Fact]
    public void FirstRequest_StarTakenAwayAtOnce_IsOnDemandAndAnsweredEmpty()
    {
        _views.Set((Address, _views.View(("w1", "1"), ("w2", "1"))));
        Reply reply = One(_stream.Delta(Address, subscribe: ["*"], unsubscribe: ["*"]));
        Assert.Empty(reply.Names);
        Assert.Equal(["w2"], One(_stream.Delta(Address, subscribe: ["w2"])).Names);
        _views.Set((Address, _views.View(("w1", "2"), ("w2", "2"))));
        Assert.Equal(["w2"], One(_stream.Push()).Names);
    }

    [Fact]
    public void FirstRequest_TypeNotServed_IsNotAnswered() => Assert.Empty(_stream.Delta(Secret, subscribe: ["s"]));

    [Fact]
    public void FirstRequest_EmptyView_IsAnsweredEmpty()
    {
        _views.Set((NameTable, ResourceView.Empty));
        Assert.Empty(One(_stream.Delta(NameTable)).Names);
    }

    [Fact]
    public void Resource_WithoutName_Travels()
    {
        _views.Set((NameTable, _views.View(("", "table"))));
        Assert.Equal("table", One(_stream.Delta(NameTable)).Contents[""]);
    }

    [Fact]
    public void Response_Texts_AreVersionAndNonce()
    {
        Reply reply = One(_stream.Delta(Cluster));
        Assert.Equal("2026-01-02T03:04:05Z/" + _views.Revision, reply.Version);
        Assert.StartsWith(reply.Version, reply.Nonce, StringComparison.Ordinal);
        Assert.True(Guid.TryParseExact(reply.Nonce[reply.Version.Length..], "D", out _));
        Assert.All(reply.Versions.Values, version => Assert.Equal(22, version.Length));
    }

    [Fact]
    public void Ack_SameNames_IsNotAnswered()
    {
        Reply reply = One(_stream.Delta(Endpoint, subscribe: ["a"]));
        Assert.Empty(_stream.Delta(Endpoint, nonce: reply.Nonce));
        Assert.Empty(_stream.Delta(Endpoint, subscribe: ["a"], nonce: reply.Nonce));
        Assert.Equal(reply.Nonce, One(_stream.State.Describe()).AckedNonce);
    }

    [Fact]
    public void Push_ChangedResource_IsSentAlone()
    {
        _stream.Delta(Cluster);
        _views.Set((Cluster, _views.View(("a", "1"), ("b", "2"), ("c", "1"))));
        Reply reply = One(_stream.Push());
        Assert.Equal("2", reply.Contents["b"]);
        Assert.Equal(["b"], reply.Names);
    }

    [Fact]
    public void Push_EqualContentInANewView_SendsNothing()
    {
        _stream.Delta(Cluster);
        _views.Set((Cluster, _views.View(("a", "1"), ("b", "1"), ("c", "1"))));
        Assert.Empty(_stream.Push());
    }

    [Fact]
    public void Push_NewNameNotAskedFor_WaitsForTheSubscription()
    {
        _stream.Delta(Endpoint, subscribe: ["a", "b", "c"]);
        _views.Set((Endpoint, _views.View(("a", "1"), ("b", "1"), ("c", "1"), ("d", "1"))));
        Assert.Empty(_stream.Push());
        Assert.Equal(["d"], One(_stream.Delta(Endpoint, subscribe: ["d"])).Names);
        _views.Set((Endpoint, _views.View(("a", "1"), ("b", "1"), ("c", "1"), ("d", "2"))));
        Assert.Equal(["d"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Push_NameThatCameIntoBeing_IsSent()
    {
        _stream.Delta(Endpoint, subscribe: ["later"]);
        _views.Set((Endpoint, _views.View(("a", "1"), ("later", "1"))));
        Assert.Equal(["later"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Push_NameThatGoesAndReturns_IsRemovedThenSent()
    {
        _stream.Delta(Endpoint, subscribe: ["a", "b"]);
        _views.Set((Endpoint, _views.View(("b", "1"))));
        Assert.Equal(["a"], One(_stream.Push()).Removed);
        _views.Set((Endpoint, _views.View(("a", "1"), ("b", "1"))));
        Assert.Equal(["a"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Push_NameBuiltOnDemand_IsServedAndStays()
    {
        _views.OnDemand("r2", "1");
        Assert.Equal(["r", "r2"], One(_stream.Delta(Route, subscribe: ["r", "r2"])).Names);
        _views.OnDemand("r2", "2");
        _views.Set((Route, _views.View(("r", "1"))));
        Reply reply = One(_stream.Push());
        Assert.Equal("2", reply.Contents["r2"]);
        Assert.Equal(["r2"], reply.Names);
    }

    [Fact]
    public void Unsubscribe_KnownName_StopsItsPushes()
    {
        _stream.Delta(Endpoint, subscribe: ["a", "b"]);
        Assert.Empty(_stream.Delta(Endpoint, unsubscribe: ["a"]));
        _views.Set((Endpoint, _views.View(("a", "2"), ("b", "1"), ("c", "1"))));
        Assert.Empty(_stream.Push());
        Assert.Equal("2", One(_stream.Delta(Endpoint, subscribe: ["a"])).Contents["a"]);
    }

    [Fact]
    public void Unsubscribe_UnknownName_IsIgnored()
    {
        _stream.Delta(Endpoint, subscribe: ["a"]);
        Assert.Empty(_stream.Delta(Endpoint, unsubscribe: ["zzz", "b"]));
    }

    [Fact]
    public void Subscribe_NameTwice_IsAnsweredOnce()
    {
        Assert.Equal(["a"], One(_stream.Delta(Endpoint, subscribe: ["a", "a"])).Names);
        Assert.Equal(["b"], One(_stream.Delta(Endpoint, subscribe: ["b", "b"])).Names);
    }

    [Fact]
    public void Subscribe_NameThatAlsoChanged_IsAnsweredOnce()
    {
        _stream.Delta(Endpoint, subscribe: ["a"]);
        _views.Set((Endpoint, _views.View(("a", "2"), ("b", "2"))));
        Reply reply = One(_stream.Delta(Endpoint, subscribe: ["b"]));
        Assert.Equal(["a", "b"], reply.Names);
        Assert.Empty(_stream.Push());
    }

    [Fact]
    public void Subscribe_KnownNameWithoutNonce_IsAnswered()
    {
        _stream.Delta(Endpoint, subscribe: ["a", "b"]);
        Assert.Equal(["a"], One(_stream.Delta(Endpoint, subscribe: ["a"])).Names);
    }

    [Fact]
    public void Subscribe_OnAStaleNonce_IsHonoured()
    {
        Reply first = One(_stream.Delta(Endpoint, subscribe: ["a"]));
        _views.Set((Endpoint, _views.View(("a", "2"), ("b", "1"))));
        Reply second = One(_stream.Push());
        Assert.Empty(_stream.Delta(Endpoint, nonce: second.Nonce));
        Assert.Equal(["b"], One(_stream.Delta(Endpoint, subscribe: ["b"], nonce: first.Nonce)).Names);
        Assert.Equal(1, _stream.StaleNonces);
    }

    [Fact]
    public void Ack_OfAnEarlierResponseInFlight_IsNotStale()
    {
        Reply first = One(_stream.Delta(Endpoint, subscribe: ["a"]));
        _views.Set((Endpoint, _views.View(("a", "2"))));
        _stream.Push();
        Assert.Empty(_stream.Delta(Endpoint, nonce: first.Nonce));
        Assert.Equal(0, _stream.StaleNonces);
    }

    [Fact]
    public void Ack_ForeignNonce_IsCountedAndIgnored()
    {
        _stream.Delta(Endpoint, subscribe: ["a"]);
        Assert.Empty(_stream.Delta(Endpoint, nonce: "not ours"));
        Assert.Equal(1, _stream.StaleNonces);
    }

    [Fact]
    public void Wildcard_ExplicitNamesAfterIt_StayWhenItGoes()
    {
        _stream.Delta(Cluster, subscribe: ["*"]);
        Assert.Equal(["b"], One(_stream.Delta(Cluster, subscribe: ["b"])).Names);
        Assert.Empty(_stream.Delta(Cluster, unsubscribe: ["*"]));
        _views.Set((Cluster, _views.View(("a", "2"), ("b", "2"), ("c", "2"))));
        Assert.Equal(["b"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Wildcard_AfterExplicitNames_BringsTheRest()
    {
        _stream.Delta(Cluster, subscribe: ["b"]);
        Assert.Equal(["a", "c"], One(_stream.Delta(Cluster, subscribe: ["*"])).Names);
        _views.Set((Cluster, _views.View(("a", "1"), ("b", "1"), ("c", "1"), ("d", "1"))));
        Assert.Equal(["d"], One(_stream.Push()).Names);
    }

    [Fact]
    public void Extension_ThatGoes_IsNeverRemoved()
    {
        _stream.Delta(ExtensionConfig, subscribe: ["x", "y", "unknown"]);
        _views.Set((ExtensionConfig, _views.View(("x", "1"))));
        Assert.Empty(_stream.Push());
    }

    [Fact]
    public void Nack_LastGoodStays_UntilSomethingChanges()
    {
        Reply first = One(_stream.Delta(Cluster));
        _stream.Delta(Cluster, nonce: first.Nonce);
        _views.Set((Cluster, _views.View(("a", "bad"), ("b", "1"), ("c", "1"))));
        Reply bad = One(_stream.Push());
        Assert.Empty(_stream.Delta(Cluster, nonce: bad.Nonce, error: "no such thing"));
        Assert.Equal(["cds 13 no such thing"], _stream.Rejections);
        TypeStatus status = One(_stream.State.Describe());
        Assert.Equal((first.Nonce, bad.Nonce, "no such thing"), (status.AckedNonce, status.SentNonce, status.LastError));
        Assert.Empty(_stream.Push());

        _views.Set((Cluster, _views.View(("a", "1"), ("b", "2"), ("c", "1"))));
        Reply next = One(_stream.Push());
        Assert.Equal(["a", "b"], next.Names);
        _stream.Delta(Cluster, nonce: next.Nonce);
        Assert.Null(One(_stream.State.Describe()).LastError);
    }

    [Fact]
    public void Nack_NamesInIt_AreHonoured()
    {
        Reply first = One(_stream.Delta(Endpoint, subscribe: ["a"]));
        Assert.Equal(["b"], One(_stream.Delta(Endpoint, subscribe: ["b"], nonce: first.Nonce, error: "x")).Names.Except(["a"]));
    }

    [Fact]
    public void Nack_BeforeAnySubscription_IsOnlyCounted()
    {
        Assert.Empty(_stream.Delta(Endpoint, subscribe: ["a"], error: "x"));
        Assert.Single(_stream.Rejections);
        Assert.Null(_stream.State[Endpoint]);
    }

    [Fact]
    public void UnknownType_FirstRequest_IsAnsweredEmpty()
    {
        Reply reply = One(_stream.Send(new Protos.Envoy.Service.Discovery.V3.DeltaDiscoveryRequest { TypeUrl = "a/b" }.Bytes()));
        Assert.Equal("a/b", reply.TypeUrl);
        Assert.Empty(_stream.Send(new Protos.Envoy.Service.Discovery.V3.DeltaDiscoveryRequest
        {
            TypeUrl = "a/b",
            ResponseNonce = reply.Nonce,
        }.Bytes()));
    }

    [Fact]
    public void Health_Report_IsNotAnswered() =>
        Assert.Empty(_stream.Send(new Protos.Envoy.Service.Discovery.V3.DeltaDiscoveryRequest
        {
            TypeUrl = "type.googleapis.com/istio.v1.HealthInformation",
        }.Bytes()));

    private static T One<T>(IReadOnlyList<T> items) => Assert.Single(items);
}
