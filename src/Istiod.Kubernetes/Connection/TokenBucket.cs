namespace Istiod.Kubernetes.Connection;

/// <summary>Lets requests through at a rate, with a burst; who comes too early waits his turn.</summary>
/// <param name="perSecond">Rate.</param>
/// <param name="burst">Most requests at once.</param>
/// <param name="longestWait">Who would wait longer is refused.</param>
internal sealed class TokenBucket(double perSecond, int burst, TimeSpan longestWait, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _asOf = time.GetTimestamp();

    /// <summary>Waits for the caller's turn.</summary>
    /// <exception cref="ApiException">The queue is too long.</exception>
    public ValueTask WaitAsync(CancellationToken cancel)
    {
        TimeSpan wait;
        lock (_lock)
        {
            long now = time.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_asOf, now).TotalSeconds * perSecond));
            _asOf = now;
            wait = TimeSpan.FromSeconds(Math.Max(0, (1 - _tokens) / perSecond));
            if (wait > longestWait)
            {
                throw new ApiException(
                    new ApiStatus(429, "ClientRateLimit", "too many requests are waiting for the API server already"), wait);
            }

            _tokens -= 1;
        }

        return wait == TimeSpan.Zero ? default : new ValueTask(Task.Delay(wait, time, cancel));
    }
}
