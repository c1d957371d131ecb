using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Istiod.Tests.Server;

/// <summary>The program as a process: which port opens when, what it says of itself, and how ControlZ ends it.</summary>
public sealed class StartOrderTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Start_OpensPortsInTheReferencesOrder_AndControlZEndsIt()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("istiod-start");
        int controlZ = FreePort();
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "pilot-discovery"),
        [
            "discovery", "--registries=File", "--configDir=" + folder.FullName, "--httpAddr=127.0.0.1:0", "--monitoringAddr=127.0.0.1:0",
            "--grpcAddr=127.0.0.1:0", "--secureGRPCAddr=127.0.0.1:0", "--httpsAddr=127.0.0.1:0",
            "--ctrlz_port=" + controlZ.ToString(CultureInfo.InvariantCulture),
        ])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("not started");
        List<string> lines = [];
        try
        {
            using CancellationTokenSource limit = new(s_patience);
            while (!lines.Exists(l => l.Contains("starting gRPC discovery service at", StringComparison.Ordinal)))
            {
                lines.Add(await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException(string.Join('\n', lines)));
            }

            int[] order = [.. new[] { "starting HTTP service at ", "ControlZ available at ", "starting monitoring service at ", "marking server ready", "starting gRPC discovery service at " }
                .Select(text => lines.FindIndex(l => l.Contains(text, StringComparison.Ordinal)))];
            Assert.DoesNotContain(-1, order);
            Assert.Equal(order.Order(), order);

            // no certificate, so no webhook server: nothing holds /ready back
            using HttpClient client = new();
            using HttpResponseMessage ready = await client.GetAsync(new Uri($"http://{AddressOf(lines[order[0]])}/ready"));
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.Equal(0, ready.Content.Headers.ContentLength);
            using HttpResponseMessage heap = await client.GetAsync(new Uri($"http://{AddressOf(lines[order[2]])}/debug/pprof/heap?debug=1"));
            Assert.Equal(HttpStatusCode.OK, heap.StatusCode);

            using HttpResponseMessage exit = await client.PutAsync(new Uri($"http://127.0.0.1:{controlZ}/homej/exit"), null);
            Assert.Equal(HttpStatusCode.Accepted, exit.StatusCode);
            await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            folder.Delete(recursive: true);
        }
    }

    private static string AddressOf(string line) => line[(line.LastIndexOf(" at ", StringComparison.Ordinal) + 4)..];

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
