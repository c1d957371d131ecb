namespace Istiod.Xds;

/// <summary>Gives memory back after a burst: when nothing has been written for a while, one compacting collection.</summary>
/// <remarks>
/// A thousand proxies that come at once leave tens of megabytes of garbage that the collector sees no reason to touch once
/// they idle. It stops all threads for some tens of milliseconds, so it runs only after much was allocated, and only in quiet.
/// </remarks>
public sealed class QuietTrim : IDisposable
{
    /// <summary>What has to be allocated since the last trim to make one worth while.</summary>
    public const long WorthBytes = 24L << 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(0.5);

    private readonly PushScheduler _scheduler;
    private readonly XdsMetrics _metrics;
    private readonly Func<long> _allocated;
    private readonly Action _collect;
    private readonly ITimer _timer;
    private long _bytesSent;
    private long _trimmedAt;
    private int _quietPeriods;

    /// <summary>Starts watching a server.</summary>
    public QuietTrim(XdsServer server, XdsMetrics metrics, TimeProvider time)
        : this(
            server.Scheduler,
            metrics,
            time,
            static () => GC.GetTotalAllocatedBytes(),
            static () => GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true))
    {
    }

    internal QuietTrim(PushScheduler scheduler, XdsMetrics metrics, TimeProvider time, Func<long> allocated, Action collect)
    {
        _scheduler = scheduler;
        _metrics = metrics;
        _allocated = allocated;
        _collect = collect;
        _timer = time.CreateTimer(static state => ((QuietTrim)state!).Look(), this, Period, Period);
    }

    /// <summary>Stops watching.</summary>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long sent = _metrics.BytesSent;
        bool isQuiet = sent == _bytesSent && _scheduler.Writing == 0 && _scheduler.RoundSize == 0;
        _bytesSent = sent;
        _quietPeriods = isQuiet ? _quietPeriods + 1 : 0;
        if (_quietPeriods < 2 || _allocated() - _trimmedAt < WorthBytes)
        {
            return;
        }

        _collect();
        _trimmedAt = _allocated();
    }
}
