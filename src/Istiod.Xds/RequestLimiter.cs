namespace Istiod.Xds;

/// <summary>A token bucket with room for one token: new streams a second, with a short wait.</summary>
/// <remarks>istiod: pilot/pkg/xds/discovery.go:WaitForRequestLimit. Thread-safe.</remarks>
internal sealed class RequestLimiter(double perSecond, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _nextFree;

    /// <summary>Waits for a token.</summary>
    /// <returns>False, at once, if none would come within a second.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        if (perSecond <= 0)
        {
            return true;
        }

        TimeSpan wait;
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            TimeSpan at = _nextFree > now ? _nextFree : now;
            wait = at - now;
            if (wait > LongestWait)
            {
                return false;
            }

            _nextFree = at + TimeSpan.FromSeconds(1 / perSecond);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }

        return true;
    }
}
