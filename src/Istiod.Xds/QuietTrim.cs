using Istiod.Grpc;

namespace Istiod.Xds;

/// <summary>Gives memory back after a burst: when nothing has been written or computed for a while, one compacting collection.</summary>
/// <remarks>
/// A start in a cluster leaves ten megabytes of garbage, a thousand proxies that come at once leave more, and the collector sees no
/// reason to touch it while all idles. It stops all threads for as long as it takes to move what is retained (some tens of milliseconds
/// at 100 MB), so it runs only in quiet, and only after a quarter of that was allocated.
/// </remarks>
public sealed class QuietTrim : IDisposable
{
    /// <summary>What has to be allocated since the last trim to make one worth while: a quarter of what was retained, at least this.</summary>
    public const long LeastWorthBytes = 4L << 20;

    /// <summary>What makes a trim worth while whatever is retained.</summary>
    public const long MostWorthBytes = 24L << 20;

    /// <summary>Allocated in one period, it says that the process is at work, if not on streams: injections, certificates.</summary>
    public const long BusyBytes = 1L << 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(0.5);

    private readonly PushScheduler _scheduler;
    private readonly XdsMetrics _metrics;
    private readonly Func<long> _allocated;
    private readonly Func<long> _collect;
    private readonly ITimer _timer;
    private long _bytesSent;
    private long _seen;
    private long _trimmedAt;
    private long _retained;
    private int _quietPeriods;

    /// <summary>Starts watching a server.</summary>
    public QuietTrim(XdsServer server, XdsMetrics metrics, TimeProvider time)
        : this(
            server.Scheduler,
            metrics,
            time,
            static () => GC.GetTotalAllocatedBytes(),
            Collect)
    {
    }

    /// <summary>With a collector of the test's.</summary>
    /// <param name="allocated">Bytes allocated since the process began.</param>
    /// <param name="collect">Collects; gives the bytes retained.</param>
    internal QuietTrim(PushScheduler scheduler, XdsMetrics metrics, TimeProvider time, Func<long> allocated, Func<long> collect)
    {
        _scheduler = scheduler;
        _metrics = metrics;
        _allocated = allocated;
        _collect = collect;
        _timer = time.CreateTimer(static state => ((QuietTrim)state!).Look(), this, Period, Period);
    }

    /// <summary>Stops watching.</summary>
    public void Dispose() => _timer.Dispose();

    private static long Collect()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim(); // many handshakes leave as much behind as many pushes
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private void Look()
    {
        long sent = _metrics.BytesSent;
        long allocated = _allocated();
        bool isQuiet = sent == _bytesSent && allocated - _seen < BusyBytes && _scheduler.Writing == 0 && _scheduler.RoundSize == 0;
        _bytesSent = sent;
        _seen = allocated;
        _quietPeriods = isQuiet ? _quietPeriods + 1 : 0;
        if (_quietPeriods < 2 || allocated - _trimmedAt < Math.Clamp(_retained / 4, LeastWorthBytes, MostWorthBytes))
        {
            return;
        }

        _retained = _collect();
        _trimmedAt = _allocated();
        _seen = _trimmedAt;
    }
}
