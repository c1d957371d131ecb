using Microsoft.Extensions.Time.Testing;

namespace Istiod.Xds.Tests;

public sealed class QuietTrimTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly XdsMetrics _metrics = new();
    private long _allocated;
    private int _collections;

    [Fact]
    public void Trim_AfterABurstAndQuiet_CollectsOnce()
    {
        using PushScheduler scheduler = new(2, _time);
        using QuietTrim trim = new(scheduler, _metrics, _time, () => _allocated, () => _collections++);
        _allocated = QuietTrim.WorthBytes;
        for (int i = 0; i < 10; i++)
        {
            _metrics.Pushing(null, 100);
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(0, _collections);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _collections);
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void Trim_LittleAllocated_DoesNothing()
    {
        using PushScheduler scheduler = new(2, _time);
        using QuietTrim trim = new(scheduler, _metrics, _time, () => _allocated, () => _collections++);
        _allocated = QuietTrim.WorthBytes - 1;
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(0, _collections);
    }
}
