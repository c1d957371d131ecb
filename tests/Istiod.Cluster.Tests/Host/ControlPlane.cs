using System.Collections.Concurrent;
using System.Diagnostics;

namespace Istiod.Cluster.Tests.Host;

/// <summary>The product as a process: the binary of <c>ISTIOD_AOT_BIN</c>, else the one that was built beside the tests.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new(StringComparer.Ordinal);

    private ControlPlane(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it logged so far.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>Starts it on free ports of loopback.</summary>
    /// <param name="arguments">As in a pod; addresses are replaced.</param>
    public static ControlPlane Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        string binary = Environment.GetEnvironmentVariable("ISTIOD_AOT_BIN") is { Length: > 0 } given
            ? given
            : Path.Combine(AppContext.BaseDirectory, "pilot-discovery");
        ProcessStartInfo start = new(binary,
        [
            .. arguments, "--httpAddr=127.0.0.1:0", "--monitoringAddr=127.0.0.1:0", "--grpcAddr=127.0.0.1:0",
            "--secureGRPCAddr=127.0.0.1:0", "--httpsAddr=127.0.0.1:0", "--ctrlz_port=0",
        ]);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "/usr/share/dotnet";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ControlPlane(start);
    }

    /// <summary>The address of a service, once it is logged.</summary>
    public Task<string> HttpAddressAsync() => AddressAsync("starting HTTP service at ");

    /// <summary>The address of plain discovery, once it is logged.</summary>
    public Task<string> GrpcAddressAsync() => AddressAsync("starting gRPC discovery service at ");

    /// <summary>The address of discovery over TLS, once it is logged.</summary>
    public Task<string> SecureAddressAsync() => AddressAsync("starting secure gRPC discovery service at ");

    /// <summary>Waits until <c>/ready</c> answers 200.</summary>
    public async Task ReadyAsync()
    {
        string address = await HttpAddressAsync();
        using HttpClient client = new();
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://{address}/ready"));
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"not ready\n{Log}");
            await Task.Delay(50);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> AddressAsync(string head)
    {
        TaskCompletionSource<string> found = _awaited.GetOrAdd(head, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach (string line in _lines)
        {
            Look(line, head, found);
        }

        try
        {
            return await found.Task.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"no line \"{head}\"\n{Log}");
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        foreach ((string head, TaskCompletionSource<string> found) in _awaited)
        {
            Look(line, head, found);
        }
    }

    private static void Look(string line, string head, TaskCompletionSource<string> found)
    {
        int at = line.IndexOf(head, StringComparison.Ordinal);
        if (at >= 0)
        {
            string rest = line[(at + head.Length)..];
            int end = rest.IndexOfAny([' ', '"', '\t']);
            found.TrySetResult(end < 0 ? rest : rest[..end]);
        }
    }
}
