using Microsoft.Extensions.Time.Testing;

namespace Istiod.Xds.Tests;

public sealed class RequestLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Wait_NoLimit_IsFree()
    {
        RequestLimiter limiter = new(0, _time);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(await limiter.WaitAsync(CancellationToken.None));
        }
    }

    [Fact]
    public async Task Wait_BeyondASecond_IsRefusedAtOnce()
    {
        RequestLimiter limiter = new(2, _time);
        Assert.True(await limiter.WaitAsync(CancellationToken.None));
        Task<bool> second = limiter.WaitAsync(CancellationToken.None).AsTask();
        Task<bool> third = limiter.WaitAsync(CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        Assert.False(await limiter.WaitAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(await second);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(await third);
    }

    [Fact]
    public async Task Wait_AfterAPause_HasOneTokenOnly()
    {
        RequestLimiter limiter = new(1, _time);
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.True(await limiter.WaitAsync(CancellationToken.None));
        Assert.False(limiter.WaitAsync(CancellationToken.None).AsTask().IsCompleted);
    }
}
