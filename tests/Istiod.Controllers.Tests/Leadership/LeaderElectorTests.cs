using Istiod.Controllers.Leadership;
using Istiod.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>Locks: never two leaders, taken over in time, shared with replicas that follow the reference's rules.</summary>
public sealed class LeaderElectorTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryLock.Store _store = new();

    [Fact]
    public async Task Alone_Leads_AndRenewsAtMostFourTimesAMinute()
    {
        await using Replica one = New("one");
        await one.UntilAsync(r => r.Leads);
        int writes = _store.Writes;

        await PassAsync(TimeSpan.FromSeconds(60));

        Assert.True(one.Leads);
        Assert.InRange(_store.Writes - writes, 2, 4);
        Assert.Equal(1, one.Terms);
        Assert.Equal("default", _store.Record?.HolderKey);
        Assert.Equal(30, _store.Record?.LeaseDurationSeconds);
    }

    [Fact]
    public async Task Two_OneDies_TheOtherLeadsWithin47Seconds()
    {
        await using Replica one = New("one");
        await one.UntilAsync(r => r.Leads);
        await using Replica two = New("two");
        await PassAsync(TimeSpan.FromMinutes(2), () => !(one.Leads && two.Leads));
        Assert.True(one.Leads);
        Assert.False(two.Leads);

        // as the reference's replica that dies right after its renewal: the record stands still
        LeaderRecord last = _store.Record!;
        _store.Put(last with { HolderIdentity = "dead", RenewTime = _time.GetUtcNow() });
        await PassAsync(TimeSpan.FromSeconds(47), () => one.Terms == 1 && two.Terms == 0);
        await Task.WhenAny(one.UntilAsync(r => r.Terms == 2), two.UntilAsync(r => r.Terms == 1));
        Assert.False(one.Leads && two.Leads);
    }

    [Fact]
    public async Task Leader_ServerUnreachable_StopsBeforeItsLeaseEnds()
    {
        await using Replica one = New("one");
        await one.UntilAsync(r => r.Leads);
        DateTimeOffset renewed = _store.Record!.RenewTime!.Value;
        _store.IsDown = true;

        await PassAsync(TimeSpan.FromSeconds(29) - (_time.GetUtcNow() - renewed), () => one.Leads);

        await one.UntilAsync(r => !r.Leads); // no more time passes: it has stopped before others may begin
        _store.IsDown = false;
        await PassAsync(TimeSpan.FromSeconds(40), () => !one.Leads);
        await one.UntilAsync(r => r.Leads);
    }

    [Fact]
    public async Task Stopped_GivesTheLockBack_TheOtherLeadsAtItsNextLook()
    {
        Replica one = New("one");
        await one.UntilAsync(r => r.Leads);
        await using Replica two = New("two");
        await one.DisposeAsync();
        Assert.Equal("", _store.Record?.HolderIdentity);
        Assert.Equal(1, _store.Record?.LeaseDurationSeconds);

        await PassAsync(TimeSpan.FromSeconds(12), () => !two.Leads); // a look every 7.5 s
        await two.UntilAsync(r => r.Leads);
        Assert.Equal(1, _store.Record?.LeaderTransitions);
    }

    [Fact]
    public async Task DefaultRevision_TakesTheLockOfAnother_WhichStopsWhenItSeesThat()
    {
        await using Replica canary = New("canary-1", "canary");
        await canary.UntilAsync(r => r.Leads);
        await using Replica usual = New("usual-1", "default", "default");

        await PassAsync(TimeSpan.FromSeconds(12), () => !usual.Leads);
        await usual.UntilAsync(r => r.Leads);
        canary.Observe(_store.Record!);
        await canary.UntilAsync(r => !r.Leads);
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.True(usual.Leads);
        Assert.False(canary.Leads);
    }

    [Theory]
    [InlineData("default", "default", null, false)]
    [InlineData("default", "canary", "default", true)]
    [InlineData("canary", "default", "default", false)]
    [InlineData("canary", "other", null, false)]
    [InlineData("default", "^default", null, true)]
    [InlineData("^default", "default", null, false)]
    [InlineData("^default", "canary", "default", true)]
    [InlineData("", "^", null, false)] // locks of one revision are never taken
    public void Outranks_Keys_AsTheReference(string own, string leader, string? defaultRevision, bool expected) =>
        Assert.Equal(expected, new LeaderSettings("x", own) { DefaultRevision = () => defaultRevision }.Outranks(leader));

    private Replica New(string identity, string key = "default", string? defaultRevision = null) =>
        new(new MemoryLock(_store), new LeaderSettings(identity, key) { DefaultRevision = () => defaultRevision }, _time);

    /// <summary>Lets time pass in small steps, as long as a condition holds.</summary>
    private async Task PassAsync(TimeSpan duration, Func<bool>? whileTrue = null)
    {
        TimeSpan step = TimeSpan.FromMilliseconds(250);
        for (TimeSpan passed = TimeSpan.Zero; passed < duration && whileTrue?.Invoke() != false; passed += step)
        {
            _time.Advance(step);
            for (int i = 0; i < 1000; i++)
            {
                await Task.Yield();
            }
        }
    }
}
