using System.Diagnostics;
using System.Net;
using System.Text;
using Istiod.Load.Client;

namespace Istiod.Load.Runs;

/// <summary>Callers that ask for certificates one after the other, each on its own connection.</summary>
internal static class CertificateRun
{
    public static async Task<int> RunAsync(Options options)
    {
        IPEndPoint server = IPEndPoint.Parse(options.Text("server", "127.0.0.1:15012"));
        string[] tokens = options.Has("tokens")
            ? [.. File.ReadLines(options.Text("tokens")).Where(line => line.Length > 0)]
            : options.Has("token") ? [File.ReadAllText(options.Text("token")).Trim()] : [""];
        ClientIdentity[] identities = options.Has("tls")
            ? LoadAuthority.Identities(options.Text("tls"), new Mesh(0, options.Number("callers", 8), false))
            : [];
        int callers = options.Number("callers", 8);
        using MemoryStream request = new();
        Requests.Field(request, 1, Encoding.ASCII.GetBytes(LoadAuthority.Request()));
        Turns turns = new(tokens, request.ToArray());

        UnaryCaller[] all = new UnaryCaller[callers];
        for (int i = 0; i < callers; i++)
        {
            all[i] = await UnaryCaller.ConnectAsync(server, identities.Length > 0 ? identities[i] : ClientIdentity.None);
            await all[i].AskAsync(turns.Request, tokens[0]); // warm: a connection's first call is not what is measured
        }

        List<Task<List<double>>> running = [];
        MeasuredCalls measured = MeasuredCalls.Begin(options);
        turns.End = Stopwatch.GetTimestamp() + (long)(options.Number("seconds", 10) * (double)Stopwatch.Frequency);
        foreach (UnaryCaller caller in all)
        {
            running.Add(Task.Run(() => AskAsync(caller, turns)));
        }

        await Task.WhenAll(running);
        measured.Report(running.SelectMany(task => task.Result).ToList(), turns.Failed);
        foreach (UnaryCaller caller in all)
        {
            await caller.DisposeAsync();
        }

        return turns.Failed == 0 ? 0 : 1;
    }

    private static async Task<List<double>> AskAsync(UnaryCaller caller, Turns turns)
    {
        List<double> times = [];
        while (true)
        {
            long start = Stopwatch.GetTimestamp();
            if (start >= turns.End || !turns.TryNext(out string token))
            {
                return times;
            }

            if (await caller.AskAsync(turns.Request, token) == 0)
            {
                turns.Fail();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    // Several tokens are used once each, a single one for all calls.
    private sealed class Turns(string[] tokens, byte[] request)
    {
        private int _next;
        private int _failed;

        public byte[] Request => request;

        public long End { get; set; }

        public int Failed => _failed;

        public void Fail() => Interlocked.Increment(ref _failed);

        public bool TryNext(out string token)
        {
            int next = tokens.Length == 1 ? 0 : Interlocked.Increment(ref _next);
            token = next < tokens.Length ? tokens[next] : "";
            return next < tokens.Length;
        }
    }
}
