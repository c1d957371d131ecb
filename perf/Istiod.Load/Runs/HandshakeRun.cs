using System.Diagnostics;
using System.Net;
using Istiod.Load.Client;

namespace Istiod.Load.Runs;

/// <summary>Callers that connect, wait for the server's first frame (so the server is through with its side) and leave.</summary>
internal static class HandshakeRun
{
    public static async Task<int> RunAsync(Options options)
    {
        IPEndPoint server = IPEndPoint.Parse(options.Text("server", "127.0.0.1:15012"));
        int callers = options.Number("callers", 4);
        ClientIdentity[] identities = options.Has("tls")
            ? LoadAuthority.Identities(options.Text("tls"), new Mesh(0, options.Number("identities", 64), false))
            : [ClientIdentity.None];
        byte[] preface = Frame.Preface();
        int next = 0;
        int failed = 0;
        await HandshakeAsync(server, identities[0], preface);

        MeasuredCalls measured = MeasuredCalls.Begin(options);
        long end = Stopwatch.GetTimestamp() + (long)(options.Number("seconds", 10) * (double)Stopwatch.Frequency);
        List<Task<List<double>>> running = [];
        for (int i = 0; i < callers; i++)
        {
            running.Add(Task.Run(ConnectAsync));
        }

        await Task.WhenAll(running);
        measured.Report(running.SelectMany(task => task.Result).ToList(), failed);
        return failed == 0 ? 0 : 1;

        async Task<List<double>> ConnectAsync()
        {
            List<double> times = [];
            while (true)
            {
                long start = Stopwatch.GetTimestamp();
                if (start >= end)
                {
                    return times;
                }

                if (!await HandshakeAsync(server, identities[Interlocked.Increment(ref next) % identities.Length], preface))
                {
                    Interlocked.Increment(ref failed);
                }

                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
    }

    private static async Task<bool> HandshakeAsync(IPEndPoint server, ClientIdentity identity, byte[] preface)
    {
        try
        {
            await using Stream stream = await Transport.ConnectAsync(server, identity);
            await stream.WriteAsync(preface);
            return await stream.ReadAsync(new byte[256]) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
