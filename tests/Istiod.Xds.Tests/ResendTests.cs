using Istiod.Testing.Xds;
using static Istiod.Resources.XdsType;

namespace Istiod.Xds.Tests;

/// <summary>Sending everything again, changed or not.</summary>
public sealed class ResendTests
{
    private readonly ScriptedViews _views = new();

    public ResendTests() => _views.Set(
        (Cluster, _views.View(("a", "1"), ("b", "1"))),
        (Endpoint, _views.View(("a", "1"), ("b", "1"))),
        (Route, _views.View(("r", "1"), ("s", "1"))));

    [Fact]
    public void Delta_NothingChanged_GetsWhatItAskedForAgain()
    {
        Protocol stream = new(_views, isDelta: true);
        stream.Delta(Cluster);
        stream.Delta(Route, subscribe: ["s"]);

        stream.State.ResendAll();
        List<Reply> replies = stream.Push();

        Assert.Equal([Cluster, Route], replies.Select(static r => r.Type));
        Assert.Equal(["a", "b"], replies[0].Names);
        Assert.Equal(["s"], replies[1].Names);
        Assert.All(replies, static r => Assert.Empty(r.Removed));
    }

    [Fact]
    public void Delta_SomethingGoneMeanwhile_IsToldSo()
    {
        Protocol stream = new(_views, isDelta: true);
        stream.Delta(Cluster);
        _views.Set((Cluster, _views.View(("b", "1"))));

        stream.State.ResendAll();
        Reply reply = Assert.Single(stream.Push());

        Assert.Equal(["b"], reply.Names);
        Assert.Equal(["a"], reply.Removed);
    }

    [Fact]
    public void Delta_AfterIt_NothingIsSentTwice()
    {
        Protocol stream = new(_views, isDelta: true);
        stream.Delta(Cluster);
        stream.State.ResendAll();
        Reply again = Assert.Single(stream.Push());
        stream.Delta(Cluster, nonce: again.Nonce);

        _views.Set((Cluster, _views.View(("a", "2"), ("b", "1"))));

        Assert.Equal(["a"], Assert.Single(stream.Push()).Names);
    }

    [Fact]
    public void Sotw_NothingChanged_GetsWhatItAskedForAgain()
    {
        Protocol stream = new(_views, isDelta: false);
        stream.Sotw(Cluster);
        stream.Sotw(Route, ["s"]);

        stream.State.ResendAll();
        List<Reply> replies = stream.Push();

        Assert.Equal(["a", "b"], replies.Single(static r => r.Type == Cluster).Names);
        Assert.Equal(["s"], replies.Single(static r => r.Type == Route).Names);
    }

    [Fact]
    public void Stream_ThatAskedNothing_GetsNothing()
    {
        Protocol stream = new(_views, isDelta: true);

        stream.State.ResendAll();

        Assert.Empty(stream.Push());
    }
}
