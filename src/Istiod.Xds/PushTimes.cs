using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>The timestamps of one stream, and what becomes of them in the metrics. Costs a look at the clock for each response and flush.</summary>
/// <remarks>All by the stream's loop, but <see cref="Dirty"/>: any thread.</remarks>
/// <param name="server">Has the clock and the metrics.</param>
internal struct PushTimes(XdsServer server)
{
    private long _dirtySince;
    private long _pushSince;
    private long _mark;
    private long _flushSince;
    private XdsType? _last;

    /// <summary>A turn changes what the stream has. Called before the stream is marked.</summary>
    public void Dirty()
    {
        if (Volatile.Read(ref _dirtySince) == 0)
        {
            Volatile.Write(ref _dirtySince, server.TurnStarted);
        }
    }

    /// <summary>The views are looked at now.</summary>
    /// <param name="isPush">Because of a turn; the mark was taken off before.</param>
    public void Plans(bool isPush)
    {
        _mark = server.Time.GetTimestamp();
        if (isPush)
        {
            // A turn that marks the stream between the two loses its time here: it counts from the last turn then.
            long since = Interlocked.Exchange(ref _dirtySince, 0);
            _pushSince = since != 0 ? since : server.TurnStarted;
            server.Metrics.LeftQueue(server.Time.GetElapsedTime(_pushSince, _mark));
        }
    }

    /// <summary>All that was planned is written.</summary>
    public void PlanIsDone()
    {
        if (_pushSince != 0)
        {
            server.Metrics.Converged(server.Time.GetElapsedTime(_pushSince));
            _pushSince = 0;
        }
    }

    /// <summary>A response is written.</summary>
    public void Written(XdsType? type)
    {
        long now = server.Time.GetTimestamp();
        server.Metrics.Pushed(type, server.Time.GetElapsedTime(_mark, now));
        _mark = now;
        _last = type;
    }

    /// <summary>A flush begins.</summary>
    public void FlushBegins() => _flushSince = server.Time.GetTimestamp();

    /// <summary>The flush is over.</summary>
    public readonly void Flushed() => server.Metrics.Flushed(server.Time.GetElapsedTime(_flushSince));

    /// <summary>The flush took longer than the peer's time limit.</summary>
    /// <param name="writing">The response that is half written; <c>null</c> if it was the last one.</param>
    public readonly void TimedOut(XdsType? writing) => server.Metrics.WriteTimedOut(writing ?? _last);
}
