using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Pods;
using Istiod.Testing.ApiServer;

namespace Istiod.ClusterLoad;

/// <summary>A large cluster is read at the start, then changes.</summary>
internal sealed class ListRun(LoadOptions options, Report report)
{
    /// <summary>Runs it.</summary>
    public async Task RunAsync(string home)
    {
        await using TestApiServer server = await ChartCluster.StartAsync(options.Chart);
        MadeObjects made = new(options.Pods, options.Slices, options.Services);
        foreach (JsonObject tree in MadeObjects.Homes())
        {
            await server.ApplyAsync(tree);
        }

        int count = 0;
        foreach (JsonObject tree in made.All())
        {
            await server.ApplyAsync(tree);
            count++;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} objects; a pod {Size(made.Pod(0, 0))}, a slice {Size(made.Slice(0, 0))} bytes"));
        await using ControlPlane plane = Plane.Start(server, options, home);
        long start = Stopwatch.GetTimestamp();
        await plane.ReadyAsync();
        report.Tell("list: start to ready", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
        int id = plane.Id;
        report.Tell("list: CPU when ready", ProcessSample.Of(id).CpuSeconds, "s", 2);
        ProcessSample quiet = await ProcessSample.QuietAsync(id);
        report.Tell("list: CPU when quiet (bundles written to all namespaces)", quiet.CpuSeconds, "s");
        await Task.Delay(TimeSpan.FromSeconds(10)); // the memory that a quiet process gives back
        ProcessSample before = ProcessSample.Of(id);
        report.Tell("list: RSS after", before.Rss, "MB", 90);
        report.Tell("list: RSS at most", before.Peak, "MB");
        await ChangeAsync(server, made);
        ProcessSample after = await ProcessSample.QuietAsync(id);
        report.Tell(string.Create(CultureInfo.InvariantCulture, $"{options.Events} events: CPU"), after.CpuSeconds - before.CpuSeconds, "s", 0.5);
        await Task.Delay(TimeSpan.FromSeconds(10));
        ProcessSample end = ProcessSample.Of(id);
        report.Tell("events: RSS after", end.Rss, "MB");
        report.Tell("events: RSS at most", end.Peak, "MB");
    }

    // half of the events are statuses of pods, half endpoints that come and go
    private async Task ChangeAsync(TestApiServer server, MadeObjects made)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < options.Events; i++)
        {
            int round = 1 + (i / Math.Min(options.Pods, options.Slices) / 2);
            await server.ApplyAsync(i % 2 == 0 ? made.Pod(i / 2 % options.Pods, round) : made.Slice(i / 2 % options.Slices, round));
            TimeSpan early = TimeSpan.FromSeconds((double)i / options.Rate) - Stopwatch.GetElapsedTime(start);
            if (early > TimeSpan.FromMilliseconds(20))
            {
                await Task.Delay(early);
            }
        }

        report.Tell("events: sent in", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
    }

    private static int Size(JsonObject tree) => System.Text.Encoding.UTF8.GetByteCount(tree.ToJsonString());
}
