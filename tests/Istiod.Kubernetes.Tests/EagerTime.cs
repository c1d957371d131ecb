using System.Collections.Concurrent;

namespace Istiod.Kubernetes.Tests;

/// <summary>
/// Pauses (timers of less than a minute) are over at once; limits (a minute and more, 30 s for a request) never come, unless a test
/// lets those of a minute.
/// </summary>
internal sealed class EagerTime : TimeProvider
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Eager, bool> _limits = new();

    /// <summary>Lets limits of a minute come that were set again since their timer was made.</summary>
    public void LetLimitsCome()
    {
        foreach (Eager limit in _limits.Keys)
        {
            limit.Come();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Eager(this, base.CreateTimer(callback, state, At(dueTime), period));

    private static TimeSpan At(TimeSpan due) =>
        due < TimeSpan.Zero ? due : due < s_limit && due != s_request ? TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan;

    private sealed class Eager : ITimer
    {
        private readonly EagerTime _time;
        private readonly ITimer _timer;

        public Eager(EagerTime time, ITimer timer)
        {
            _time = time;
            _timer = timer;
        }

        public void Come() => _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == s_limit)
            {
                _time._limits.TryAdd(this, true);
            }
            else
            {
                _time._limits.TryRemove(this, out _);
            }

            return _timer.Change(At(dueTime), period);
        }

        public void Dispose()
        {
            _time._limits.TryRemove(this, out _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
