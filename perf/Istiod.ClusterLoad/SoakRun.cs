using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Grpc.Core;
using Istiod.Pods;
using Istiod.Testing.ApiServer;

namespace Istiod.ClusterLoad;

/// <summary>A small cluster in which everything comes and goes for a long time; what the process holds must not grow.</summary>
/// <remarks>A round has all kinds of work, so that any two rounds are alike; the first third warms up, then medians of thirds are compared.</remarks>
internal sealed class SoakRun(LoadOptions options, Report report)
{
    private const int Namespaces = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly MadeObjects _made = new(200, 50, 20);
    private readonly List<ProcessSample> _samples = [];
    private readonly Random _random = new(1);
    private int _streams;
    private int _injections;
    private int _refused;

    /// <summary>Runs it.</summary>
    public async Task RunAsync(string home)
    {
        await using TestApiServer server = await ChartCluster.StartAsync(options.Chart);
        foreach (JsonObject tree in MadeObjects.Homes().Concat(_made.All()))
        {
            if ((string)tree["kind"]! == "Namespace")
            {
                tree["metadata"]!["labels"]!["istio-injection"] = "enabled";
            }

            await server.ApplyAsync(tree);
        }

        for (int i = 0; i < Namespaces; i++)
        {
            await server.ApplyAsync((JsonObject)JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"team-{{{i}}}"} }
                """)!);
        }

        await using ControlPlane plane = Plane.Start(server, options, home);
        Plane.Reach(server, await plane.WebhookAddressAsync());
        using AdminClient admin = new(server);
        int id = plane.Id;
        long start = Stopwatch.GetTimestamp();
        TimeSpan length = TimeSpan.FromMinutes(options.Minutes);
        TimeSpan nextSample = TimeSpan.Zero;
        List<LoadProxy> proxies = [];
        for (int round = 0; Stopwatch.GetElapsedTime(start) < length; round++)
        {
            await ChangeAsync(server, round);
            await InjectAsync(server, admin, round);
            await ReplaceProxyAsync(server, plane, proxies);
            if (Stopwatch.GetElapsedTime(start) >= nextSample)
            {
                nextSample += length / 60;
                await SampleAsync(id, plane, round);
            }

            await Task.Delay(s_pause);
        }

        foreach (LoadProxy proxy in proxies)
        {
            await proxy.DisposeAsync();
        }

        Judge();
    }

    // slices and pods change, services and configs come and go
    private async Task ChangeAsync(TestApiServer server, int round)
    {
        await server.ApplyAsync(_made.Slice(_random.Next(50), round));
        await server.ApplyAsync(_made.Pod(_random.Next(200), round));
        int slot = round % 10;
        string home = string.Create(CultureInfo.InvariantCulture, $"team-{slot % Namespaces}");
        string name = string.Create(CultureInfo.InvariantCulture, $"churn-{slot}");
        if (round / 10 % 2 == 0)
        {
            await server.ApplyAsync(Route(home, name, round));
            JsonObject service = MadeObjects.Service(1000 + slot);
            service["metadata"]!["namespace"] = home;
            await server.ApplyAsync(service);
        }
        else
        {
            await server.DeleteAsync("networking.istio.io/v1", "VirtualService", home, name);
            await server.DeleteAsync("v1", "Service", home, string.Create(CultureInfo.InvariantCulture, $"app-{1000 + slot}"));
        }
    }

    private async Task InjectAsync(TestApiServer server, AdminClient admin, int round)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"injected-{round}");
        JsonNode pod = JsonNode.Parse($$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{"app":"injected"}},"spec":{"containers":[{"name":"app","image":"app:1"}]}}
            """)!;
        (int code, JsonObject made) = await admin.CreateAsync("/api/v1/namespaces/team-0/pods", pod);
        if (code != 201 || !made.ToJsonString().Contains("istio-proxy", StringComparison.Ordinal))
        {
            _refused++;
            Console.WriteLine($"injection: {code} {made.ToJsonString()}");
            return;
        }

        _injections++;
        await server.DeleteAsync("v1", "Pod", "team-0", name);
    }

    // one proxy of the crowd goes, a new one comes with a certificate of its own
    private async Task ReplaceProxyAsync(TestApiServer server, ControlPlane plane, List<LoadProxy> proxies)
    {
        if (proxies.Count >= options.Proxies)
        {
            int at = _random.Next(proxies.Count);
            await proxies[at].DisposeAsync();
            proxies.RemoveAt(at);
        }

        string home = string.Create(CultureInfo.InvariantCulture, $"team-{_random.Next(Namespaces)}");
        try
        {
            LoadProxy proxy = await LoadProxy.ConnectAsync(server, plane, home, isDelta: _random.Next(2) == 0);
            proxies.Add(proxy);
            await proxy.AskAsync();
            _streams++;
        }
        catch (RpcException e)
        {
            _refused++;
            Console.WriteLine($"proxy: {e.Status}");
        }
    }

    private async Task SampleAsync(int id, ControlPlane plane, int round)
    {
        ProcessSample sample = ProcessSample.Of(id);
        _samples.Add(sample);
        (_, string metrics) = await plane.GetAsync(await plane.MonitoringAddressAsync(), "/metrics");
        string connected = metrics.Split('\n').FirstOrDefault(l => l.StartsWith("pilot_xds{", StringComparison.Ordinal)) ?? "pilot_xds ?";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"round {round}: RSS {sample.Rss:0.0} MB, {sample.Threads} threads, {sample.Handles} handles, {sample.CpuSeconds:0.00} s CPU, {connected}, {_streams} streams, {_injections} injections, {_refused} refused"));
    }

    private void Judge()
    {
        int third = _samples.Count / 3;
        ProcessSample[] middle = [.. _samples.Skip(third).Take(third)];
        ProcessSample[] last = [.. _samples.Skip(_samples.Count - third)];
        report.Tell("soak: RSS of the middle third", Median(middle, s => s.Rss), "MB");
        report.Tell("soak: RSS of the last third, more", Median(last, s => s.Rss) - Median(middle, s => s.Rss), "MB", 3);
        report.Tell("soak: threads, more", Median(last, s => s.Threads) - Median(middle, s => s.Threads), "", 2);
        report.Tell("soak: handles, more", Median(last, s => s.Handles) - Median(middle, s => s.Handles), "", 5);
        report.Tell("soak: streams", _streams, "");
        report.Tell("soak: injections", _injections, "");
        report.Tell("soak: refused", _refused, "", 0);
    }

    private static double Median(ProcessSample[] samples, Func<ProcessSample, double> value)
    {
        double[] sorted = [.. samples.Select(value).Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private static JsonObject Route(string home, string name, int round) => (JsonObject)JsonNode.Parse($$$"""
        {"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"{{{name}}}","namespace":"{{{home}}}"},
         "spec":{"hosts":["app-1"],"http":[{"timeout":"{{{1 + (round % 30)}}}s","route":[{"destination":{"host":"app-1"}}]}]}}
        """)!;
}
