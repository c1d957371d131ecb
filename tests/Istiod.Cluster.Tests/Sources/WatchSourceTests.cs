using System.Collections.Concurrent;
using Istiod.Golden.Cases;
using Istiod.Testing.ApiServer;

namespace Istiod.Cluster.Tests.Sources;

/// <summary>The same objects from files and through watches make the same bytes, for every recorded case.</summary>
public sealed class WatchSourceTests
{
    [Fact]
    public async Task Cases_AllOfThem_AreTheSameThroughWatches()
    {
        string root = Repository.PathOf("tests", "golden");
        ConcurrentQueue<string> paths = new(GoldenCases.Find(root, null));
        Assert.True(paths.Count > 300);
        ConcurrentBag<string> differences = [];

        // A server for each worker: a case has its cluster to itself.
        await Task.WhenAll(Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 8)).Select(_ => Task.Run(async () =>
        {
            await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { Namespaces = [] });
            await Definitions.ApplyAsync(server);
            while (paths.TryDequeue(out string? path))
            {
                foreach (string difference in await new WatchedCase(server, GoldenCases.Load(root, path)).DifferencesAsync())
                {
                    differences.Add(difference);
                }
            }
        })));

        Assert.True(differences.IsEmpty, $"{differences.Count}\n{string.Join('\n', differences.Order(StringComparer.Ordinal).Take(40))}");
    }
}
