using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Istiod.Grpc;
using Istiod.Xds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Istiod.Load.Serve;

/// <summary>The product's xDS server over synthetic views: protocol and sockets without translation.</summary>
internal static class SyntheticServer
{
    public static async Task RunAsync(Options options)
    {
        SyntheticViews views = new(options.Number("services", 1000));
        GrpcServerSettings grpc = new();
        XdsMetrics metrics = new();
        using XdsServer server = new(views, new XdsSettings(), TimeProvider.System, metrics);
        using QuietTrim trim = new(server, metrics, TimeProvider.System);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSockets(GrpcKestrel.Apply);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            GrpcKestrel.Apply(kestrel, grpc);
            kestrel.Listen(IPAddress.Loopback, options.Number("port", 15010), listen => GrpcKestrel.Apply(listen, null));
        });
        WebApplication app = builder.Build();
        app.Run(new GrpcDispatcher(server.Methods, grpc, TimeProvider.System).HandleAsync);
        TurnPacer pacer = new(new TurnPacing(), TimeProvider.System, () => server.Scheduler.RoundSize > 0);
        server.Scheduler.RoundDone += pacer.RoundDone;
        Queue<string> changes = new();
        _ = Task.Run(() => TurnsAsync(pacer, changes, views));
        _ = Task.Run(() => ListenAsync(options.Number("control", 15099), changes, pacer));
        await app.RunAsync();
    }

    private static async Task TurnsAsync(TurnPacer pacer, Queue<string> changes, SyntheticViews views)
    {
        while (true)
        {
            await pacer.WaitAsync(CancellationToken.None);
            lock (changes)
            {
                while (changes.TryDequeue(out string? line))
                {
                    string[] words = line.Split(' ');
                    int service = int.Parse(words[1], CultureInfo.InvariantCulture);
                    int number = int.Parse(words[2], CultureInfo.InvariantCulture);
                    if (words[0] == "route")
                    {
                        views.ChangeRoute(number);
                    }
                    else
                    {
                        views.ChangeEndpoint(service, number);
                    }
                }
            }
        }
    }

    private static async Task ListenAsync(int port, Queue<string> changes, TurnPacer pacer)
    {
        using TcpListener listener = new(IPAddress.Loopback, port);
        listener.Start();
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            using StreamReader reader = new(client.GetStream());
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line == "memory")
                {
                    PrintMemory();
                    continue;
                }

                lock (changes)
                {
                    changes.Enqueue(line);
                }

                pacer.Changed();
            }
        }
    }

    private static void PrintMemory()
    {
        Print("now");
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Print("collected");

        static void Print(string when)
        {
            GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.Any);
            Console.WriteLine(
                $"{when}: {GC.GetTotalMemory(false) >> 10} KB allocated, heap {info.HeapSizeBytes >> 10}, committed "
                + $"{info.TotalCommittedBytes >> 10}, fragmented {info.FragmentedBytes >> 10}, large "
                + $"{info.GenerationInfo[3].SizeAfterBytes >> 10}, pinned {info.GenerationInfo[4].SizeAfterBytes >> 10}, "
                + $"collections {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)}, "
                + $"working set {Environment.WorkingSet >> 10}, threads {ThreadPool.ThreadCount}");
        }
    }
}
