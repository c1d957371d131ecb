using Istiod.Model;

namespace Istiod.Jwks;

/// <summary>Keeps key sets fresh: fetches each as soon as it is wanted, and again and again as long as it is.</summary>
/// <remarks>
/// After a failure: seven times again after a second, then after 1, 2, 4 … 60 minutes; a set that was not refreshed for a week is given
/// up. istiod: pilot/pkg/model/jwks_resolver.go. Differs: there one failure slows all issuers down; here each has its own pace.
/// Thread-safe.
/// </remarks>
internal sealed class JwksResolver : IDisposable
{
    /// <summary>Issuers that are fetched for at once and in all.</summary>
    public const int MaxDemands = 4096;

    private const int MaxConcurrent = 8;
    private const int QuickRetries = 7;
    private static readonly TimeSpan QuickWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    // what was asked for ahead of the object that wants it
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly IJwksFetcher _fetcher;
    private readonly Action<JwtKeysDemand, string?> _publish;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _slots = new(MaxConcurrent);
    private readonly Lock _lock = new();
    private readonly Dictionary<JwtKeysDemand, Entry> _entries = [];
    private bool _isDisposed;

    /// <summary>A resolver that fetches nothing yet.</summary>
    /// <param name="fetcher">Fetches.</param>
    /// <param name="publish">Hears of new keys, and with <c>null</c> of those that hold no more; one call at a time for one demand.</param>
    /// <param name="interval">Between refreshes (<c>PILOT_JWT_PUB_KEY_REFRESH_INTERVAL</c>).</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Scope <c>model</c>.</param>
    public JwksResolver(
        IJwksFetcher fetcher, Action<JwtKeysDemand, string?> publish, TimeSpan interval, TimeProvider time, ILogger log)
    {
        _fetcher = fetcher;
        _publish = publish;
        _interval = interval > TimeSpan.Zero ? interval : TimeSpan.FromMinutes(20);
        _time = time;
        _log = log;
    }

    /// <summary>Begins to fetch, if that has not begun.</summary>
    /// <returns>Ends when the first fetch has, well or not.</returns>
    public Task WantAsync(JwtKeysDemand demand, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(demand, out Entry? known))
            {
                known.Timeout = timeout;
                return known.First.Task;
            }

            if (_isDisposed || _entries.Count >= MaxDemands)
            {
                return Task.CompletedTask;
            }

            Entry entry = new(demand, timeout, _time.GetTimestamp());
            _entries.Add(demand, entry);
            _ = FollowAsync(entry);
            return entry.First.Task;
        }
    }

    /// <summary>Says what is wanted in all: the rest is forgotten.</summary>
    public void Keep(IReadOnlyDictionary<JwtKeysDemand, TimeSpan> wanted)
    {
        List<Entry> gone = [];
        lock (_lock)
        {
            foreach (Entry entry in _entries.Values)
            {
                if (!wanted.ContainsKey(entry.Demand) && _time.GetElapsedTime(entry.Begin) >= Grace)
                {
                    gone.Add(entry);
                }
            }

            foreach (Entry entry in gone)
            {
                _entries.Remove(entry.Demand);
            }
        }

        foreach (Entry entry in gone)
        {
            entry.Stop.Cancel();
            Publish(entry, null);
        }

        int left = 0;
        foreach ((JwtKeysDemand demand, TimeSpan timeout) in wanted)
        {
            _ = WantAsync(demand, timeout);
            left += Knows(demand) ? 0 : 1;
        }

        if (left > 0)
        {
            JwksLog.TooMany(_log, left);
        }
    }

    /// <summary>Ends when the first fetch of all that is wanted now has ended.</summary>
    public Task FirstsAsync()
    {
        List<Task> all = [];
        lock (_lock)
        {
            foreach (Entry entry in _entries.Values)
            {
                all.Add(entry.First.Task);
            }
        }

        return Task.WhenAll(all);
    }

    /// <summary>Whether a demand is being fetched for.</summary>
    public bool Knows(JwtKeysDemand demand)
    {
        lock (_lock)
        {
            return _entries.ContainsKey(demand);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (Entry entry in _entries.Values)
            {
                entry.Stop.Cancel();
            }

            _entries.Clear();
        }
    }

    private async Task FollowAsync(Entry entry)
    {
        await Task.Yield(); // the caller holds the lock
        try
        {
            while (!entry.Stop.IsCancellationRequested)
            {
                await TryAsync(entry);
                entry.First.TrySetResult();
                await Task.Delay(WaitOf(entry.Failures), _time, entry.Stop.Token);
            }
        }
        catch (OperationCanceledException) when (entry.Stop.IsCancellationRequested)
        {
            // nobody wants it any more
        }
        catch (Exception bug)
        {
            JwksLog.Broke(_log, bug);
        }
        finally
        {
            entry.First.TrySetResult();
        }
    }

    private async Task TryAsync(Entry entry)
    {
        await _slots.WaitAsync(entry.Stop.Token);
        try
        {
            string text = await _fetcher.FetchAsync(entry.Demand, entry.Timeout, entry.Stop.Token);
            entry.Failures = 0;
            entry.Fetched = _time.GetTimestamp();
            if (entry.Text is null || !JwksDocument.AreSame(entry.Text, text))
            {
                Publish(entry, text);
                JwksLog.Updated(_log, entry.Demand.Issuer, entry.Demand.Uri);
            }
        }
        catch (IOException e)
        {
            Fail(entry, e.Message);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void Fail(Entry entry, string error)
    {
        int failures = ++entry.Failures;
        if (entry.Text is null)
        {
            if (failures is 1 or QuickRetries + 1)
            {
                JwksLog.FirstFailed(_log, entry.Demand.Issuer, entry.Demand.Uri, error);
            }

            return;
        }

        if (failures >= QuickRetries + 1)
        {
            JwksLog.RefreshFailed(_log, entry.Demand.Issuer, entry.Demand.Uri, error);
        }

        if (_time.GetElapsedTime(entry.Fetched) >= Life)
        {
            Publish(entry, null);
            JwksLog.Expired(_log, entry.Demand.Issuer, entry.Demand.Uri);
        }
    }

    private void Publish(Entry entry, string? text)
    {
        lock (entry)
        {
            if (text is not null && entry.Stop.IsCancellationRequested)
            {
                return; // forgotten while it was fetched
            }

            entry.Text = text;
            _publish(entry.Demand, text);
        }
    }

    private TimeSpan WaitOf(int failures)
    {
        if (failures == 0)
        {
            return _interval;
        }

        if (failures <= QuickRetries)
        {
            return QuickWait;
        }

        TimeSpan wait = FirstWait * Math.Pow(2, Math.Min(failures - QuickRetries - 1, 6));
        return wait < LongestWait ? wait : LongestWait;
    }

    private sealed class Entry(JwtKeysDemand demand, TimeSpan timeout, long begin)
    {
        public JwtKeysDemand Demand { get; } = demand;

        public TimeSpan Timeout { get; set; } = timeout;

        public long Begin { get; } = begin;

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Text { get; set; }

        public long Fetched { get; set; }

        public int Failures { get; set; }
    }
}
