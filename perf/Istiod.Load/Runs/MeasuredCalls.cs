using System.Diagnostics;
using System.Text.Json;

namespace Istiod.Load.Runs;

/// <summary>Rate, times and CPU of many equal calls.</summary>
internal sealed class MeasuredCalls
{
    private readonly ProcessMeter _server;
    private readonly ProcessMeter _client = new(Environment.ProcessId);
    private readonly double _serverCpu;
    private readonly double _clientCpu;
    private readonly long _start = Stopwatch.GetTimestamp();

    private MeasuredCalls(ProcessMeter server)
    {
        _server = server;
        _serverCpu = server.CpuSeconds;
        _clientCpu = _client.CpuSeconds;
    }

    /// <summary>Starts the clocks.</summary>
    public static MeasuredCalls Begin(Options options) => new(new ProcessMeter(options.Number("pid", 0)));

    /// <summary>Stops them and prints.</summary>
    /// <param name="times">Milliseconds of each call.</param>
    /// <param name="failed">How many of them failed.</param>
    public void Report(List<double> times, int failed)
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        double serverCpu = _server.CpuSeconds - _serverCpu;
        double clientCpu = _client.CpuSeconds - _clientCpu;
        int count = Math.Max(1, times.Count);
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            Quantiles.Of(times).Write(json);
            json.WriteNumber("failed", failed);
            json.WriteNumber("perSecond", Math.Round(times.Count / seconds, 1));
            json.WriteNumber("serverCpuMsEach", Math.Round(serverCpu * 1000 / count, 3));
            json.WriteNumber("clientCpuMsEach", Math.Round(clientCpu * 1000 / count, 3));
            json.WriteNumber("serverRssMB", Math.Round(_server.RssMegabytes, 1));
            json.WriteEndObject();
        }

        Console.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
    }
}
