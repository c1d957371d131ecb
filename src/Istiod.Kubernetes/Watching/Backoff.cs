namespace Istiod.Kubernetes.Watching;

/// <summary>Growing pauses between attempts, so that many watches do not come back at once.</summary>
/// <remarks>client-go tools/cache/reflector.go: 0.8 s, doubled to 30 s, plus up to as much at random; forgotten after two quiet minutes.</remarks>
internal sealed class Backoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_forget = TimeSpan.FromMinutes(2);
    private TimeSpan _next = s_first;
    private long _last = time.GetTimestamp();

    /// <summary>The next pause.</summary>
    /// <param name="atLeast">What the server asked for.</param>
    public TimeSpan Next(TimeSpan? atLeast = null)
    {
        if (time.GetElapsedTime(_last) > s_forget)
        {
            _next = s_first;
        }

        _last = time.GetTimestamp();
        TimeSpan pause = _next * (1 + random.NextDouble());
        _next = _next * 2 < s_longest ? _next * 2 : s_longest;
        return atLeast is { } asked && asked > pause ? asked : pause;
    }

    /// <summary>Things went well: the next pause is the first again.</summary>
    public void Reset() => _next = s_first;
}
