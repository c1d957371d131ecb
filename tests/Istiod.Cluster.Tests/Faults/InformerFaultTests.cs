using Istiod.Config;
using Istiod.Testing.ApiServer;
using Istiod.Testing.ApiServer.Faults;

namespace Istiod.Cluster.Tests.Faults;

/// <summary>Whatever the API server goes through, the informers end with its state, and no object is lost on the way.</summary>
public sealed class InformerFaultTests
{
    private const int Steps = 400;

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public async Task Informers_RandomWritesUnderRandomFaults_Converge(int seed, bool hasWatchList)
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(hasWatchList);
        Random random = new(seed);
        foreach (KindDescriptor kind in WatchedCluster.Kinds)
        {
            for (int i = 0; i < 20; i++)
            {
                await cluster.PutAsync(kind, $"kept-{i}", i); // never deleted
            }
        }

        Assert.Equal("", await cluster.ConvergeAsync());
        for (int step = 0; step < Steps; step++)
        {
            KindDescriptor kind = WatchedCluster.Kinds[random.Next(WatchedCluster.Kinds.Length)];
            switch (random.Next(10))
            {
                case < 4:
                    await cluster.PutAsync(kind, $"kept-{random.Next(20)}", step);
                    break;
                case < 8:
                    await cluster.PutAsync(kind, $"loose-{random.Next(20)}", step);
                    break;
                default:
                    await cluster.DeleteAsync(kind, $"loose-{random.Next(20)}");
                    break;
            }

            if (random.Next(8) == 0)
            {
                await DisturbAsync(cluster.Server, kind, random);
            }

            if (step % 100 == 99)
            {
                // From time to time all is well, so that the next faults meet running watches.
                cluster.Server.Faults.Clear();
                cluster.Server.DropStale();
                Assert.Equal("", await cluster.ConvergeAsync());
            }
        }

        cluster.Server.Faults.Clear();
        cluster.Server.DropStale();
        Assert.Equal("", await cluster.ConvergeAsync());
        Assert.Empty(cluster.MirrorFaults());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Informers_ThousandsReplacedWhileAway_HoldTheNewOnesOnly(bool hasWatchList)
    {
        const int Count = 5000;
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(hasWatchList);
        for (int i = 0; i < Count; i++)
        {
            await cluster.PutAsync(KindCatalog.ConfigMap, $"old-{i}", i);
        }

        Assert.Equal("", await cluster.ConvergeAsync());
        await cluster.Server.StopAsync();
        for (int i = 0; i < Count; i++)
        {
            await cluster.DeleteAsync(KindCatalog.ConfigMap, $"old-{i}");
            await cluster.PutAsync(KindCatalog.ConfigMap, $"new-{i}", i);
        }

        cluster.Server.Compact();
        await cluster.Server.StartAgainAsync();

        Assert.Equal("", await cluster.ConvergeAsync());
        Assert.Empty(cluster.MirrorFaults());
    }

    [Fact]
    public async Task Informers_StormOfGone_EndsWithTheServersState()
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(hasWatchList: true);
        for (int i = 0; i < 50; i++)
        {
            await cluster.PutAsync(KindCatalog.Service, $"s-{i}", i);
        }

        cluster.Server.Faults.Add(r => r.Verb == "watch", Fault.Gone(), times: 30);
        for (int round = 0; round < 10; round++)
        {
            cluster.Server.Compact();
            cluster.Server.DropConnections();
            await cluster.PutAsync(KindCatalog.Service, $"s-{round}", 100 + round);
            await cluster.DeleteAsync(KindCatalog.Service, $"s-{20 + round}");
        }

        Assert.Equal("", await cluster.ConvergeAsync());
        Assert.Empty(cluster.MirrorFaults());
    }

    private static async Task DisturbAsync(TestApiServer server, KindDescriptor kind, Random random)
    {
        switch (random.Next(13))
        {
            case 0:
                server.DropConnections();
                break;
            case 1:
                server.Compact();
                break;
            case 2:
                server.EndWatches();
                break;
            case 3:
                server.Faults.CutWatch(kind.Plural, random.Next(3));
                break;
            case 4:
                server.Faults.Add(r => r.Resource == kind.Plural, Fault.TooMany(1), random.Next(1, 4));
                break;
            case 5:
                server.Faults.Add(r => r.Verb == "watch" && r.Resource == kind.Plural, Fault.Gone(), random.Next(1, 3));
                break;
            case 6:
                server.Faults.Add(r => r.Verb is "list" or "watch", new Fault.Status(500, "InternalError", "broken"), random.Next(1, 3));
                break;
            case 7:
                server.Faults.Add(r => r.Verb is "list" or "watch", new Fault.Reset(), random.Next(1, 3));
                break;
            case 8:
                server.Faults.PauseWatches();
                break;
            case 9:
                server.Faults.ResumeWatches();
                break;
            case 10:
                server.HoldStale(kind.ApiVersion, kind.Kind);
                server.EndWatches();
                break;
            case 11:
                server.DropStale();
                break;
            default:
                await server.RestartAsync();
                break;
        }
    }
}
