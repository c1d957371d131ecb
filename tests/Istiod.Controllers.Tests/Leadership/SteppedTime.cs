using Microsoft.Extensions.Time.Testing;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>The clock of one machine: it can be put forward or back, while elapsed time is the same for all.</summary>
internal sealed class SteppedTime(FakeTimeProvider common) : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => common.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => common.GetUtcNow() + Offset;

    public override long GetTimestamp() => common.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        common.CreateTimer(callback, state, dueTime, period);
}
