using Istiod.ControlZ.Topics;
using Istiod.Diagnostics.Logging;
using Istiod.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Istiod.ControlZ;

/// <summary>The ControlZ port: introspection for people and <c>istioctl admin log</c>, on this machine only unless a flag says otherwise.</summary>
internal static class ControlZServer
{
    private static readonly TimeSpan s_exitDelay = TimeSpan.FromSeconds(1);

    /// <summary>Binds and serves.</summary>
    /// <param name="address">A host; <c>*</c> is every interface.</param>
    /// <param name="port">0 for no ControlZ.</param>
    /// <param name="exit">Begins the end of the process.</param>
    /// <returns><c>null</c> if there is none: a port that is taken is logged and no reason not to start.</returns>
    public static async Task<HttpPort?> OpenAsync(string address, int port, EffectGuard guard, LogSystem log, TimeProvider time, Action exit)
    {
        if (port == 0)
        {
            return null;
        }

        ILogger logger = log.CreateLogger(LogScope.DefaultName);
        try
        {
            HttpPort opened = await OpenAsync(Join(address, port), Pages(guard, log, time, exit), log);
            HostLog.ControlZStarted(logger, opened.EndPoint.ToString());
            return opened;
        }
        catch (Exception e) when (e is IOException or FormatException or System.Net.Sockets.SocketException)
        {
            HostLog.ControlZFailed(logger, e.Message);
            return null;
        }
    }

    /// <summary>Binds and serves.</summary>
    /// <param name="address">A Go address; port 0 is any free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<HttpPort> OpenAsync(string address, ControlZPages pages, ILoggerFactory log) => HttpPort.OpenAsync(
        address,
        static options =>
        {
            // the reference reads for 10 s at most; at this rate the longest body takes about as long
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            options.Limits.MinRequestBodyDataRate = new MinDataRate(8192, TimeSpan.FromSeconds(5));
            options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            options.Limits.MaxRequestBodySize = 1 << 20;
            options.Limits.MaxConcurrentConnections = 100;
        },
        static listen => listen.Protocols = HttpProtocols.Http1,
        pages.HandleAsync,
        log);

    /// <summary>The pages of this process.</summary>
    public static ControlZPages Pages(EffectGuard guard, LogSystem log, TimeProvider time, Action exit) => new(
        guard,
        new HomeTopic(time, () => ExitLater(time, exit)),
        new ScopeTopic(log),
        new MemoryTopic(),
        new EnvironmentTopic(System.Environment.GetEnvironmentVariables),
        new ProcessTopic(),
        new ArgumentsTopic(),
        new VersionTopic(),
        new SignalsTopic());

    private static string Join(string address, int port) =>
        address == "*" ? $":{port}" : address.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[') ? $"[{address}]:{port}" : $"{address}:{port}";

    // the answer goes out first; the timer keeps itself alive by its own callback
    private static void ExitLater(TimeProvider time, Action exit)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                exit();
            },
            null,
            s_exitDelay,
            Timeout.InfiniteTimeSpan);
    }
}
