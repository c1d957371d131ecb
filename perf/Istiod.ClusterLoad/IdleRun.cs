using System.Text.Json.Nodes;
using Istiod.Pods;
using Istiod.Testing.ApiServer;

namespace Istiod.ClusterLoad;

/// <summary>The chart's cluster at rest: what the process holds, and what it asks of the API server.</summary>
internal sealed class IdleRun(LoadOptions options, Report report)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <summary>Runs it: two minutes.</summary>
    public async Task RunAsync(string home)
    {
        await using TestApiServer server = await ChartCluster.StartAsync(options.Chart);
        foreach (string name in (string[])["shop", "bank", "edge"])
        {
            await server.ApplyAsync((JsonObject)JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}","labels":{"istio-injection":"enabled"} } }
                """)!);
        }

        await using ControlPlane plane = Plane.Start(server, options, home);
        Plane.Reach(server, await plane.WebhookAddressAsync());
        int id = plane.Id;
        report.Tell("idle: CPU to ready", ProcessSample.Of(id).CpuSeconds, "s");
        await Task.Delay(s_minute);
        ProcessSample before = ProcessSample.Of(id);
        int seen = server.Requests.All.Count;
        await Task.Delay(s_minute);
        ProcessSample after = ProcessSample.Of(id);
        RequestRecord[] minute = [.. server.Requests.All.Skip(seen).Where(r => r.User == Plane.Account)];
        report.Tell("idle: RSS 60 s after start", before.Rss, "MB", 40);
        report.Tell("idle: RSS a minute later", after.Rss, "MB", 40);
        report.Tell("idle: threads", after.Threads, "");
        report.Tell("idle: CPU of a minute", after.CpuSeconds - before.CpuSeconds, "s");
        report.Tell("idle: API writes of a minute", minute.Count(r => r.IsWrite), "", 20);
        report.Tell("idle: polling reads of a minute", minute.Count(r => r.Verb is "get" or "list"), "", 0);
        foreach (IGrouping<string, RequestRecord> group in minute.GroupBy(r => r.Summary, StringComparer.Ordinal))
        {
            Console.WriteLine($"        {group.Count()} {group.Key}");
        }
    }
}
