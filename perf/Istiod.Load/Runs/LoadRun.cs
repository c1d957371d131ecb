using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Istiod.Load.Client;

namespace Istiod.Load.Runs;

/// <summary>One measurement: load all proxies, then change things and see when each proxy knows.</summary>
internal static class LoadRun
{
    public static async Task<int> RunAsync(Options options)
    {
        Mesh mesh = Mesh.From(options);
        ProcessMeter server = new(options.Number("pid", 0));
        ProcessMeter client = new(Environment.ProcessId);
        ClientIdentity[]? identities = options.Has("tls") ? LoadAuthority.Identities(options.Text("tls"), mesh) : null;
        Crowd crowd = new(mesh, !options.Has("sotw"), IPEndPoint.Parse(options.Text("server", "127.0.0.1:15010")), identities);
        using IMeshChanger? changer = Changer(options, mesh);
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("streams", mesh.Proxies);
            json.WriteBoolean("sotw", options.Has("sotw"));
            json.WriteBoolean("mixed", mesh.IsMixed);
            await LoadAsync(options, crowd, server, client, json);
            if (changer is not null)
            {
                await ChangesAsync(crowd, changer, server, client, mesh, options.Number("endpoint-changes", 5), isRoute: false, json);
                await ChangesAsync(crowd, changer, server, client, mesh, options.Number("route-changes", 0), isRoute: true, json);
                if (options.Number("churn-seconds", 0) > 0)
                {
                    await Churn.RunAsync(options, crowd, changer, server, client, mesh, json);
                }

                await Task.Delay(1000);
            }

            if (options.Has("restart"))
            {
                await RestartAsync(options, crowd, json);
            }

            Held(crowd, json);
            if (options.Has("rendered"))
            {
                CompareRendered(RenderedProxies.Read(options.Text("rendered")), crowd, json);
            }

            json.WriteEndObject();
        }

        byte[] report = text.ToArray();
        if (options.Has("report"))
        {
            await File.WriteAllBytesAsync(options.Text("report"), report);
        }

        Console.WriteLine(System.Text.Encoding.UTF8.GetString(report));
        await Task.Delay(TimeSpan.FromSeconds(options.Number("hold", 0)));
        bool isComplete = crowd.Loaded == mesh.Proxies;
        crowd.Close();
        return isComplete ? 0 : 1;
    }

    private static IMeshChanger? Changer(Options options, Mesh mesh) =>
        options.Has("files") ? new FileChanger(options.Text("files"), mesh)
        : options.Has("control") ? new ControlChanger(IPEndPoint.Parse(options.Text("control")))
        : null;

    private static async Task LoadAsync(
        Options options, Crowd crowd, ProcessMeter server, ProcessMeter client, Utf8JsonWriter json)
    {
        double serverCpu = server.CpuSeconds;
        double clientCpu = client.CpuSeconds;
        json.WriteNumber("rssBeforeMB", Math.Round(server.RssMegabytes, 1));
        await crowd.LoadAsync(TimeSpan.FromSeconds(options.Number("timeout", 120)));
        serverCpu = server.CpuSeconds - serverCpu;
        clientCpu = client.CpuSeconds - clientCpu;
        await Task.Delay(TimeSpan.FromSeconds(3));
        json.WriteStartObject("load");
        json.WriteNumber("loaded", crowd.Loaded);
        json.WriteNumber("refused", crowd.Refused);
        json.WriteNumber("firstMs", Math.Round(crowd.FirstLoadedMs, 1));
        json.WriteNumber("seconds", Math.Round(Stopwatch.GetElapsedTime(crowd.Start, crowd.LoadedAt).TotalSeconds, 3));
        json.WriteNumber("serverCpuSeconds", Math.Round(serverCpu, 2));
        json.WriteNumber("clientCpuSeconds", Math.Round(clientCpu, 2));
        json.WriteNumber("rssMB", Math.Round(server.RssMegabytes, 1));
        json.WriteNumber("peakMB", Math.Round(server.PeakMegabytes, 1));
        long bytes = 0;
        foreach (ProxyStream stream in crowd.Streams)
        {
            bytes += stream.BytesReceived;
        }

        json.WriteNumber("bytesPerStream", bytes / Math.Max(1, crowd.Streams.Count));
        json.WriteEndObject();
    }

    // Ends the server as hard as it goes and starts it again at once: how long are the proxies without?
    private static async Task RestartAsync(Options options, Crowd crowd, Utf8JsonWriter json)
    {
        using Process old = Process.GetProcessById(options.Number("pid", 0));
        Process? next = null;
        TimeSpan without = await crowd.ComeBackAsync(
            () =>
            {
                old.Kill();
                next = Process.Start("/bin/sh", ["-c", "exec " + options.Text("restart")]);
            },
            TimeSpan.FromSeconds(options.Number("timeout", 120)));
        json.WriteStartObject("restart");
        json.WriteNumber("loaded", crowd.Loaded);
        json.WriteNumber("seconds", Math.Round(without.TotalSeconds, 3));
        ProcessMeter server = new(next?.Id ?? 0);
        json.WriteNumber("serverCpuSeconds", Math.Round(server.CpuSeconds, 2));
        json.WriteNumber("peakMB", Math.Round(server.PeakMegabytes, 1));
        json.WriteEndObject();
        next?.Kill();
        next?.Dispose();
    }

    private static async Task ChangesAsync(
        Crowd crowd, IMeshChanger changer, ProcessMeter server, ProcessMeter client, Mesh mesh, int count, bool isRoute,
        Utf8JsonWriter json)
    {
        if (count == 0)
        {
            return;
        }

        json.WriteStartArray(isRoute ? "routeChanges" : "endpointChanges");
        for (int i = 0; i < count; i++)
        {
            changer.Prepare(isRoute, 17 * (i + 1) % mesh.Services, i);
            await Task.Delay(700);
            AnswerWatch watch = crowd.Watch(isRoute ? ProxyStream.Routes : ProxyStream.Endpoints);
            double serverCpu = server.CpuSeconds;
            double clientCpu = client.CpuSeconds;
            long start = Stopwatch.GetTimestamp();
            changer.Apply();
            Quantiles quantiles = Quantiles.Of(await watch.DelaysAsync(start, TimeSpan.FromSeconds(10)));
            await Task.Delay(100);
            json.WriteStartObject();
            quantiles.Write(json);
            json.WriteNumber("serverCpuSeconds", Math.Round(server.CpuSeconds - serverCpu, 3));
            json.WriteNumber("clientCpuSeconds", Math.Round(client.CpuSeconds - clientCpu, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber(isRoute ? "rssAfterRoutesMB" : "rssAfterEndpointsMB", Math.Round(server.RssMegabytes, 1));
    }

    // How many streams hold the same, by type: names, digest, streams.
    private static void CompareRendered(RenderedProxies rendered, Crowd crowd, Utf8JsonWriter json)
    {
        int equal = 0;
        for (int i = 0; i < rendered.Count; i++)
        {
            equal += rendered.Equals(i, crowd.Streams[i]) ? 1 : 0;
        }

        json.WriteString("rendered", $"{equal} of {rendered.Count} equal");
    }

    private static void Held(Crowd crowd, Utf8JsonWriter json)
    {
        string[] names = ["cds", "eds", "lds", "rds"];
        json.WriteStartObject("held");
        for (int type = 0; type < names.Length; type++)
        {
            Dictionary<(int Count, ulong Digest), int> kinds = [];
            foreach (ProxyStream stream in crowd.Streams)
            {
                (int, ulong) kind = (stream.Holds(type).Count, stream.Holds(type).Digest);
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }

            json.WriteStartArray(names[type]);
            foreach (((int count, ulong digest), int streams) in kinds.OrderByDescending(kind => kind.Value).Take(10))
            {
                json.WriteStringValue($"{streams} streams: {count} resources, {digest:x16}");
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
