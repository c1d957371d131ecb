namespace Istiod.Xds;

/// <summary>Tells the one reader of changes when to start a turn: a lone change at once, a burst when the last push is done.</summary>
/// <remarks>
/// Differs: the reference waits 100 ms of quiet before every push and up to 10 s under churn (istiod:
/// pilot/pkg/xds/discovery.go:debounce). Thread-safe; one waiter.
/// </remarks>
public sealed class TurnPacer
{
    private readonly Lock _lock = new();
    private readonly TurnPacing _pacing;
    private readonly TimeProvider _time;
    private readonly Func<bool> _isRoundOpen;
    private readonly long _start;
    private TaskCompletionSource? _signal;
    private TimeSpan? _first;
    private TimeSpan _last;
    private TimeSpan? _lastTurn;

    /// <summary>A pacer with nothing waiting.</summary>
    /// <param name="pacing">The rule.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isRoundOpen">Whether a push is under way; <see cref="RoundDone"/> must be called when it ends.</param>
    public TurnPacer(TurnPacing pacing, TimeProvider time, Func<bool> isRoundOpen)
    {
        _pacing = pacing;
        _time = time;
        _isRoundOpen = isRoundOpen;
        _start = time.GetTimestamp();
    }

    /// <summary>A change came.</summary>
    public void Changed()
    {
        lock (_lock)
        {
            _last = Now;
            _first ??= _last;
            _signal?.TrySetResult();
        }
    }

    /// <summary>The last push is done.</summary>
    public void RoundDone()
    {
        lock (_lock)
        {
            _signal?.TrySetResult();
        }
    }

    /// <summary>Waits until a turn is due and starts it: all changes up to now belong to it.</summary>
    /// <returns>How long the oldest of them waited.</returns>
    public async ValueTask<TimeSpan> WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task signal;
            TimeSpan wait;
            lock (_lock)
            {
                if (_first is { } first)
                {
                    TimeSpan now = Now;
                    TimeSpan due = _pacing.DueAt(first, _last, _lastTurn, _isRoundOpen());
                    if (due <= now)
                    {
                        _first = null;
                        _lastTurn = now;
                        return now - first;
                    }

                    wait = due - now;
                }
                else
                {
                    wait = Timeout.InfiniteTimeSpan;
                }

                _signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                signal = _signal.Task;
            }

            await WaitForAsync(signal, wait, cancellation);
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private async Task WaitForAsync(Task signal, TimeSpan wait, CancellationToken cancellation)
    {
        if (wait == Timeout.InfiniteTimeSpan)
        {
            await signal.WaitAsync(cancellation);
            return;
        }

        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task delay = Task.Delay(wait, _time, done.Token);
        await Task.WhenAny(signal, delay);
        await done.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
