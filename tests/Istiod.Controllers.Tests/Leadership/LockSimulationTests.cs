using Istiod.Controllers.Leadership;
using Istiod.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>Every lock, under faults: never two leaders, and one within 47 s.</summary>
public sealed class LockSimulationTests
{
    public static TheoryData<string, bool, int> Locks()
    {
        TheoryData<string, bool, int> rows = [];
        foreach (LeaderLock each in LeaderLock.All)
        {
            for (int seed = 1; seed <= 3; seed++)
            {
                rows.Add(each.Name, each.IsLease, seed);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Locks))]
    public void Lock_TwoOfOursUnderFaults_NeverTwoLeadersAndSoonOne(string name, bool isLease, int seed) =>
        Simulate(name, isLease, seed, [true, true]);

    [Theory]
    [MemberData(nameof(Locks))]
    public void Lock_OursAndTheReferencesUnderFaults_NeverTwoLeadersAndBothLead(string name, bool isLease, int seed)
    {
        (int terms, int ours) = Simulate(name, isLease, seed, [true, false, true]);
        Assert.InRange(ours, 1, terms - 1);
    }

    [Fact]
    public void Lock_OtherRevisionIsDefault_IsTakenAndOursStopsWithoutTimePassing() => Pump.Run(pump =>
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        MemoryLock.Store store = new();
        using OurHolder canary = new(Line(store, time), LeaderLock.Ingress.SettingsOf("canary-1", "canary", () => "default"), time);
        canary.Start();
        pump.DrainUntil(() => canary.Leads);
        LeaderSettings usual = LeaderLock.Ingress.SettingsOf("usual-1", "default", () => "default");
        using ReferenceHolder reference = new(Line(store, time), "usual-1", "default", usual.Outranks, time, new Random(1));

        reference.Start();
        pump.Drain();
        Assert.True(reference.Leads);
        canary.Observe(store.Record);

        pump.DrainUntil(() => !canary.Leads);
        Assert.Equal("usual-1", store.Record?.HolderIdentity);
        canary.Kill();
        reference.Kill();
        pump.Drain();
    });

    [Fact]
    public void Leader_LateNewsOfTheHolderBefore_KeepsLeading() => Pump.Run(pump =>
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        MemoryLock.Store store = new();
        store.Put(new LeaderRecord { HolderIdentity = "before", HolderKey = "default", LeaseDurationSeconds = 30, LeaderTransitions = 4 });
        LeaderRecord before = store.Record!;
        using OurHolder ours = new(Line(store, time), LeaderLock.Ingress.SettingsOf("one", "default", () => null), time);
        ours.Start();
        for (int i = 0; i < 50 && !ours.Leads; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            pump.Drain();
        }

        Assert.True(ours.Leads);
        int writes = store.Writes;

        ours.Observe(before);
        pump.DrainUntil(() => store.Writes == writes + 1); // it makes sure
        Assert.True(ours.Leads);
        ours.Observe(store.Record);
        pump.Drain();
        Assert.Equal(writes + 1, store.Writes); // its own news are none
        ours.Kill();
        pump.Drain();
    });

    [Fact]
    public void Leader_LockDeleted_StopsAndMakesItAnew() => Pump.Run(pump =>
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        MemoryLock.Store store = new();
        using OurHolder ours = new(Line(store, time), LeaderLock.Ingress.SettingsOf("one", "default", () => null), time);
        ours.Start();
        pump.DrainUntil(() => ours.Leads);
        store.Delete();

        ours.Observe(null);
        pump.DrainUntil(() => store.Record is not null && ours.Leads);
        ours.Kill();
        pump.Drain();
    });

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void FormerLock_HeldByAnOlderRelease_IsWaitedForAndGivenBack(bool isHeld, int written) => Pump.Run(pump =>
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        MemoryLock.Store store = new();
        if (isHeld)
        {
            store.Put(new LeaderRecord { HolderIdentity = "old", HolderKey = "default", LeaseDurationSeconds = 30 });
        }

        FormerLock former = new(
            Line(store, time),
            LeaderLock.OldGatewayStatus.SettingsOf("one", "default", () => null),
            time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Task waiting = former.WaitAsync(CancellationToken.None);
        pump.Drain();
        Assert.Equal(!isHeld, waiting.IsCompleted);

        for (int i = 0; i < 50 && !waiting.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            pump.Drain();
        }

        pump.DrainUntil(() => waiting.IsCompletedSuccessfully);
        Assert.Equal("", store.Record?.HolderIdentity ?? "");
        Assert.Equal(written, store.Record?.LeaderTransitions ?? 0);
    });

    private static SimulatedLock Line(MemoryLock.Store store, TimeProvider time) => new("lock", store, time, keepsSecondsOnly: true);

    private static (int Terms, int Ours) Simulate(string name, bool isLease, int seed, bool[] isOurs)
    {
        LeaderLock leaderLock = LeaderLock.All.Single(l => l.Name == name && l.IsLease == isLease);
        using LockSimulation simulation = new(leaderLock, seed);
        Pump.Run(pump => simulation.Run(pump, isOurs, TimeSpan.FromHours(1)));
        Assert.True(simulation.Terms > 3, $"{simulation.Terms} terms only");
        return (simulation.Terms, simulation.OurTerms);
    }
}
