using Microsoft.Extensions.Time.Testing;

namespace Istiod.Xds.Tests;

public sealed class PushSchedulerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _granted = [];

    [Fact]
    public void Request_FreePlaces_AreGrantedAtOnce()
    {
        using PushScheduler scheduler = new(2, _time);
        Ask(scheduler, Target("a"), Target("b"), Target("c"));
        Assert.Equal(["a", "b"], _granted);
    }

    [Fact]
    public void Release_NextInOrder_IsGranted()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget a = Target("a");
        Ask(scheduler, a, Target("b"), Target("c"));
        scheduler.Release(a);
        Assert.Equal(["a", "b"], _granted);
    }

    [Fact]
    public void Request_WhileWaiting_IsMerged()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget a = Target("a");
        FakeTarget b = Target("b");
        Ask(scheduler, a, b, b, b);
        scheduler.Release(a);
        scheduler.Release(b);
        Assert.Equal(["a", "b"], _granted);
        Assert.Equal(0, scheduler.Writing);
    }

    [Fact]
    public void Newcomers_WaitForThoseThatHaveBegun()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget old = Target("old");
        scheduler.Request(old, isAnswer: true);
        scheduler.Request(Target("new"), isAnswer: true);
        scheduler.Release(old);
        scheduler.Request(old, isAnswer: true);
        scheduler.Request(Target("newer"), isAnswer: true);
        scheduler.Release(_targets["new"]);
        scheduler.Release(old);
        Assert.Equal(["old", "new", "old", "newer"], _granted);
    }

    [Fact]
    public void Newcomers_ThatDoNotRead_KeepOthersOutForASecondOnly()
    {
        using PushScheduler scheduler = new(1, _time);
        for (int i = 0; i < PushScheduler.NewcomersAtOnce; i++)
        {
            FakeTarget slow = Target($"slow{i}");
            scheduler.Request(slow, isAnswer: true);
            scheduler.Park(slow);
        }

        scheduler.Request(Target("next"), isAnswer: true);
        Assert.DoesNotContain("next", _granted);
        _time.Advance(PushScheduler.NewcomerPatience + PushScheduler.Patience);
        Assert.Equal("next", _granted[^1]);
    }

    [Fact]
    public void Answers_GoBeforePushes_TwoToOne()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget writer = Target("w");
        Ask(scheduler, writer, Target("p1"), Target("p2"));
        foreach (string name in new[] { "r1", "r2", "r3", "r4" })
        {
            scheduler.Request(Target(name), isAnswer: true);
        }

        for (int i = 0; i < 7; i++)
        {
            scheduler.Release(_targets[_granted[^1]]);
        }

        Assert.Equal(["w", "r1", "r2", "p1", "r3", "r4", "p2"], _granted);
    }

    [Fact]
    public void Request_PushThatBecomesAnAnswer_IsGrantedOnce()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget writer = Target("w");
        FakeTarget a = Target("a");
        Ask(scheduler, writer, Target("p"), a);
        scheduler.Request(a, isAnswer: true);
        scheduler.Release(writer);
        scheduler.Release(a);
        scheduler.Release(_targets["p"]);
        Assert.Equal(["w", "a", "p"], _granted);
        Assert.Equal(0, scheduler.Writing);
    }

    [Fact]
    public void Flush_ThatLasts_LosesItsPlace()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget slow = Target("slow");
        Ask(scheduler, slow, Target("next"));
        scheduler.FlushBegins(slow);
        _time.Advance(PushScheduler.Patience);
        _time.Advance(PushScheduler.Patience);
        Assert.Equal(["slow", "next"], _granted);
        scheduler.Request(slow, isAnswer: false);
        scheduler.Release(_targets["next"]);
        Assert.Equal(["slow", "next"], _granted);
        Assert.False(scheduler.FlushEnds(slow));
        scheduler.Request(slow, isAnswer: false);
        Assert.Equal(["slow", "next", "slow"], _granted);
    }

    [Fact]
    public void Flush_ThatIsQuick_KeepsItsPlace()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget quick = Target("quick");
        Ask(scheduler, quick, Target("next"));
        for (int i = 0; i < 10; i++)
        {
            scheduler.FlushBegins(quick);
            _time.Advance(PushScheduler.Patience / 2);
            Assert.True(scheduler.FlushEnds(quick));
        }

        Assert.Equal(["quick"], _granted);
    }

    [Fact]
    public void Round_LastPushWritten_IsDone()
    {
        using PushScheduler scheduler = new(1, _time);
        int rounds = 0;
        scheduler.RoundDone += () => rounds++;
        FakeTarget a = Target("a");
        FakeTarget b = Target("b");
        Ask(scheduler, a, b);
        Assert.Equal(2, scheduler.RoundSize);
        scheduler.Release(a);
        Assert.Equal(0, rounds);
        scheduler.Park(b);
        Assert.Equal((1, 0), (rounds, scheduler.RoundSize));
    }

    [Fact]
    public void Remove_WaitingOrWriting_LeavesNothing()
    {
        using PushScheduler scheduler = new(1, _time);
        FakeTarget a = Target("a");
        FakeTarget b = Target("b");
        Ask(scheduler, a, b, Target("c"));
        scheduler.Remove(b);
        scheduler.Remove(a);
        scheduler.Remove(a);
        Assert.Equal(["a", "c"], _granted);
        scheduler.Request(a, isAnswer: true);
        scheduler.Remove(_targets["c"]);
        Assert.Equal((0, 0), (scheduler.Writing, scheduler.RoundSize));
    }

    private readonly Dictionary<string, FakeTarget> _targets = [];

    private static void Ask(PushScheduler scheduler, params ReadOnlySpan<FakeTarget> targets)
    {
        foreach (FakeTarget target in targets)
        {
            scheduler.Request(target, isAnswer: false);
        }
    }

    private FakeTarget Target(string name) => _targets[name] = new FakeTarget(name, _granted);

    private sealed class FakeTarget(string name, List<string> granted) : PushTarget
    {
        protected internal override void OnGranted() => granted.Add(name);
    }
}
