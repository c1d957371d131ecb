using System.Diagnostics;

namespace Istiod.Load.Runs;

/// <summary>Waits for the first answer of one type on each of many streams.</summary>
internal sealed class AnswerWatch(int type, int streams)
{
    private readonly long[] _first = new long[streams];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = streams;

    public void OnAnswer(int stream, int answered, long timestamp)
    {
        if (answered == type && Interlocked.CompareExchange(ref _first[stream], timestamp, 0) == 0
            && Interlocked.Decrement(ref _left) == 0)
        {
            _all.TrySetResult();
        }
    }

    /// <summary>Waits until all have answered or the time is up, and gives the delays since <paramref name="start"/>.</summary>
    public async Task<List<double>> DelaysAsync(long start, TimeSpan longest)
    {
        await Task.WhenAny(_all.Task, Task.Delay(longest));
        List<double> delays = [];
        foreach (long first in _first)
        {
            if (first != 0)
            {
                delays.Add(Stopwatch.GetElapsedTime(start, first).TotalMilliseconds);
            }
        }

        return delays;
    }
}
