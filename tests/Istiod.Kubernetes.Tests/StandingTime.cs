namespace Istiod.Kubernetes.Tests;

/// <summary>No time passes and no timer comes.</summary>
internal sealed class StandingTime : TimeProvider
{
    public override long GetTimestamp() => 1;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
