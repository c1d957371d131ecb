namespace Istiod.Controllers;

/// <summary>Keys that want work: each at most once at a time, again after a pause that grows while its work fails.</summary>
/// <typeparam name="TKey">What names a piece of work.</typeparam>
/// <remarks>Adding is thread-safe and never waits. Bounded by the number of different keys.</remarks>
public sealed class WorkQueue<TKey>(TimeSpan firstPause, TimeSpan longestPause, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Queue<TKey> _ready = [];
    private readonly HashSet<TKey> _known = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private TaskCompletionSource _added = New();

    /// <summary>Keys that are ready.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>Asks for work on a key; nothing new if it is waiting already.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (_known.Add(key))
            {
                _ready.Enqueue(key);
                _added.TrySetResult();
            }
        }
    }

    /// <summary>Works on keys, one after the other, until cancelled.</summary>
    /// <param name="work">Throws if the key has to come again.</param>
    /// <param name="failed">Hears of each failure.</param>
    public async Task RunAsync(Func<TKey, CancellationToken, Task> work, Action<TKey, Exception> failed, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                TKey key = await TakeAsync(stop);
                try
                {
                    await work(key, stop);
                    lock (_lock)
                    {
                        _failures.Remove(key);
                    }
                }
                catch (Exception fault) when (!stop.IsCancellationRequested)
                {
                    failed(key, fault);
                    _ = ComeAgainAsync(key, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // told to end
        }
    }

    private async Task<TKey> TakeAsync(CancellationToken stop)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_ready.TryDequeue(out TKey? key))
                {
                    _known.Remove(key); // what is added during the work is new work
                    return key;
                }

                _added = New();
                added = _added.Task;
            }

            await added.WaitAsync(stop);
        }
    }

    private async Task ComeAgainAsync(TKey key, CancellationToken stop)
    {
        int failures;
        lock (_lock)
        {
            failures = _failures.GetValueOrDefault(key);
            _failures[key] = Math.Min(failures + 1, 30);
        }

        double pause = Math.Min(longestPause.TotalMilliseconds, firstPause.TotalMilliseconds * Math.Pow(2, failures));
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stop);
            Add(key);
        }
        catch (OperationCanceledException)
        {
            // told to end
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
