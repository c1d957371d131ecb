using Microsoft.Extensions.Time.Testing;

namespace Istiod.Xds.Tests;

public sealed class QuietTrimTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly XdsMetrics _metrics = new();
    private long _allocated;
    private long _retained;
    private int _collections;

    [Fact]
    public void Trim_AfterABurstAndQuiet_CollectsOnce()
    {
        using PushScheduler scheduler = new(2, _time);
        using QuietTrim trim = Trim(scheduler);
        _allocated = QuietTrim.MostWorthBytes;
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
        using QuietTrim trim = Trim(scheduler);
        _allocated = QuietTrim.LeastWorthBytes - 1;
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(0, _collections);
    }

    [Fact]
    public void Trim_WhileTheProcessAllocates_Waits()
    {
        using PushScheduler scheduler = new(2, _time);
        using QuietTrim trim = Trim(scheduler);
        for (int i = 0; i < 100; i++)
        {
            _allocated += QuietTrim.BusyBytes;
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(0, _collections);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _collections);
    }

    [Theory]
    [InlineData(0, QuietTrim.LeastWorthBytes)]
    [InlineData(40 << 20, 10 << 20)]
    [InlineData(1 << 30, QuietTrim.MostWorthBytes)]
    public void Trim_WithMuchRetained_NeedsMoreGarbage(long retained, long needed)
    {
        using PushScheduler scheduler = new(2, _time);
        using QuietTrim trim = Trim(scheduler);
        _retained = retained;
        _allocated = QuietTrim.LeastWorthBytes;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, _collections);
        _allocated += needed - 1;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, _collections);
        _allocated++;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, _collections);
    }

    private QuietTrim Trim(PushScheduler scheduler) =>
        new(scheduler, _metrics, _time, () => _allocated, () =>
        {
            _collections++;
            return _retained;
        });
}
