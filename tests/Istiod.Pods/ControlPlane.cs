using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Istiod.Pods;

/// <summary>The product as a process: the binary of <c>ISTIOD_AOT_BIN</c>, else the one that was built beside the tests; or in a pod.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly PodPlace? _place;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new(StringComparer.Ordinal);

    private ControlPlane(ProcessStartInfo start, PodPlace? place)
    {
        _place = place;
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

    /// <summary>Makes sockets of the network in which it listens.</summary>
    public Func<AddressFamily, Socket>? NewSocket => _place is null ? null : _place.Network.NewSocket;

    /// <summary>Id of the program itself, as this machine counts.</summary>
    public int Id => _place is null ? _process.Id : _place.Network.Processes(PodPlace.Program).Single();

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

        return new ControlPlane(start, null);
    }

    /// <summary>Starts it in a pod, with exactly these arguments, variables and mounts.</summary>
    public static ControlPlane StartInPod(PodPlace place, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        List<string> all = [place.RootFilesystem, "--bare", "--net", place.Network.Path];
        foreach (PodMount mount in place.Mounts)
        {
            all.AddRange(["--bind", $"{mount.Source}:{mount.Path}{(mount.IsReadOnly ? "" : ":rw")}"]);
        }

        foreach ((string name, string value) in environment)
        {
            all.AddRange(["--env", $"{name}={value}"]);
        }

        return new ControlPlane(new ProcessStartInfo(place.Script, [.. all, "--", .. arguments]), place);
    }

    /// <summary>The address of a service, once it is logged.</summary>
    public Task<string> HttpAddressAsync() => AddressAsync("starting HTTP service at ");

    /// <summary>The address of metrics, once it is logged.</summary>
    public Task<string> MonitoringAddressAsync() => AddressAsync("starting monitoring service at ");

    /// <summary>The address of plain discovery, once it is logged.</summary>
    public Task<string> GrpcAddressAsync() => AddressAsync("starting gRPC discovery service at ");

    /// <summary>The address of discovery over TLS, once it is logged.</summary>
    public Task<string> SecureAddressAsync() => AddressAsync("starting secure gRPC discovery service at ");

    /// <summary>The address of the webhooks, once it is logged.</summary>
    public Task<string> WebhookAddressAsync() => AddressAsync("starting webhook service at ");

    /// <summary>Waits until <c>/ready</c> answers 200.</summary>
    public async Task ReadyAsync()
    {
        string address = await HttpAddressAsync();
        using SocketsHttpHandler handler = Dialer.Handler(NewSocket);
        using HttpClient client = new(handler);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://{address}/ready"));
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > s_patience || _process.HasExited)
            {
                throw new InvalidOperationException($"not ready\n{Log}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>A page of a port.</summary>
    /// <param name="address">Host and port.</param>
    public async Task<(int Status, string Body)> GetAsync(string address, string path)
    {
        using SocketsHttpHandler handler = Dialer.Handler(NewSocket);
        using HttpClient client = new(handler);
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://{address}{path}"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        _ = SendSignal(Id, Terminate);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            if (_place is null)
            {
                _process.Kill();
            }
            else
            {
                // the script sees the end of the container and takes its own things away
                foreach (int id in _place.Network.Processes(PodPlace.Program))
                {
                    _ = SendSignal(id, Kill);
                }
            }
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
            string address = await found.Task.WaitAsync(s_patience);
            return address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
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

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
