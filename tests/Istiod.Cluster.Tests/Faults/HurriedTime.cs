namespace Istiod.Cluster.Tests.Faults;

/// <summary>A clock that runs faster than the wall's, so that pauses of seconds are waited for in fractions.</summary>
internal sealed class HurriedTime(int factor) : TimeProvider
{
    private readonly long _start = System.GetTimestamp();
    private readonly DateTimeOffset _begin = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _begin + GetElapsedTime(_start * factor, GetTimestamp());

    public override long GetTimestamp() => System.GetTimestamp() * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scaled(dueTime), Scaled(period));

    private TimeSpan Scaled(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / factor;
}
