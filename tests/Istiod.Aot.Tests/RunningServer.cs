using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Grpc.Net.Client;

namespace Istiod.Aot.Tests;

/// <summary>A control plane process over its own copy of the sample's files, on free ports.</summary>
internal sealed partial class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _http;
    private int _grpc;

    private RunningServer(ProcessStartInfo start, string files)
    {
        Files = files;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The directory that is served.</summary>
    public string Files { get; }

    /// <summary>Time from start to the line that says that discovery is served.</summary>
    public TimeSpan TimeToServe { get; private set; }

    /// <summary>Its process id; of the wrapper when it runs in a container.</summary>
    public int Id => _process.Id;

    /// <summary>What it logged.</summary>
    public string Log
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts the binary itself.</summary>
    public static Task<RunningServer> StartAsync(string binary)
    {
        string files = CopySample();
        return StartAsync(new ProcessStartInfo(binary, Arguments(files)), files);
    }

    /// <summary>Starts the binary over files of the test's own.</summary>
    /// <param name="files">Name → YAML.</param>
    /// <param name="mesh">Mesh config.</param>
    /// <param name="environment">Variables beside the test's.</param>
    public static Task<RunningServer> StartAsync(
        string binary,
        IReadOnlyDictionary<string, string> files,
        string mesh,
        IReadOnlyDictionary<string, string> environment)
    {
        string directory = Directory.CreateTempSubdirectory("istiod-files-").FullName;
        string config = Path.Combine(directory, "config");
        Directory.CreateDirectory(config);
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(config, name), text);
        }

        string meshFile = Path.Combine(directory, "mesh");
        File.WriteAllText(meshFile, mesh);
        ProcessStartInfo start = new(binary, [.. Arguments(config), "--meshConfig", meshFile]);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return StartAsync(start, directory);
    }

    /// <summary>Port of discovery.</summary>
    public int GrpcPort => _grpc;

    /// <summary>Starts it inside a root filesystem, as the image runs.</summary>
    public static Task<RunningServer> StartInContainerAsync(string rootFilesystem)
    {
        string files = CopySample();
        string[] arguments =
            [rootFilesystem, "--bind", files + ":/etc/istio/files", "--", .. Arguments("/etc/istio/files")];
        return StartAsync(new ProcessStartInfo(Repository.PathOf(".ci", "run-container.sh"), arguments), files);
    }

    /// <summary>A gRPC channel to the discovery port.</summary>
    public GrpcChannel OpenChannel() =>
        GrpcChannel.ForAddress("http://127.0.0.1:" + Text(_grpc), new GrpcChannelOptions { MaxReceiveMessageSize = null });

    /// <summary>Status of a page of the HTTP port.</summary>
    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using HttpClient client = new();
        using HttpResponseMessage answer = await client.GetAsync(new Uri("http://127.0.0.1:" + Text(_http) + path));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>Exit code and time until it.</returns>
    public async Task<(int Code, TimeSpan Time)> TerminateAsync()
    {
        long start = Stopwatch.GetTimestamp();
        Marshal.SetLastPInvokeError(0);
        if (Kill(_process.Id, 15) != 0)
        {
            throw new InvalidOperationException("kill: " + Text(Marshal.GetLastPInvokeError()));
        }

        using CancellationTokenSource limit = new(s_patience);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await TerminateAsync();
        }

        _process.Dispose();
        Directory.Delete(Files, recursive: true);
    }

    private static async Task<RunningServer> StartAsync(ProcessStartInfo start, string files)
    {
        RunningServer server = new(start, files);
        await Task.WhenAny(server._serving.Task, server._process.WaitForExitAsync(), Task.Delay(s_patience));
        return server._serving.Task.IsCompletedSuccessfully
            ? server
            : throw new InvalidOperationException("the server does not serve:\n" + server.Log);
    }

    private static string CopySample()
    {
        string files = Directory.CreateTempSubdirectory("istiod-files-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(files, (UnixFileMode)0b111_101_101); // uid 1337 reads it
        }

        foreach (string file in Directory.EnumerateFiles(Repository.PathOf("samples", "shop"), "*.yaml"))
        {
            File.Copy(file, Path.Combine(files, Path.GetFileName(file)));
        }

        return files;
    }

    private static string[] Arguments(string files) =>
    [
        "discovery", "--registries", "File", "--configDir", files,
        "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0", "--grpcAddr", "127.0.0.1:0",
        "--secureGRPCAddr", "127.0.0.1:0",
        "--httpsAddr", "127.0.0.1:0",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (Started().Match(line) is { Success: true } started)
        {
            int port = int.Parse(started.Groups[2].Value, CultureInfo.InvariantCulture);
            if (started.Groups[1].Value == "HTTP")
            {
                _http = port;
            }
            else
            {
                _grpc = port;
                TimeToServe = Stopwatch.GetElapsedTime(_started);
                _serving.TrySetResult();
            }
        }
    }

    [GeneratedRegex(@"starting (HTTP|gRPC discovery) service at .*:(\d+)$")]
    private static partial Regex Started();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
