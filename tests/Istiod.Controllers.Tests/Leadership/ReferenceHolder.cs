using Istiod.Kubernetes;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>
/// A replica that competes by the rules of the contract (30 s lease, renewed every 7.5 s after a read, 15 s to give up, standbys look
/// after 7.5 s and up to 1.2 times more, given back at the end, taken from lower keys), written from the contract, not from our elector.
/// </summary>
internal sealed class ReferenceHolder(ILeaderLock leaderLock, string identity, string key, Func<string, bool>? outranks, TimeProvider time, Random random)
    : IContender
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(7.5);
    private readonly CancellationTokenSource _stop = new();
    private LeaderRecord _observed = new();
    private LeaderRecord? _raw;
    private long _observedAt = time.GetTimestamp();
    private bool _isDead;
    private Task _running = Task.CompletedTask;

    public string Name => "reference " + identity;

    public bool Leads { get; private set; }

    public void Start() => _running = RunAsync();

    public void Kill()
    {
        _isDead = true;
        Leads = false;
        _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();

    public Task StopAsync()
    {
        _stop.Cancel();
        return _running;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                while (!await TryAsync(_stop.Token))
                {
                    await Task.Delay(s_retry * (1 + (1.2 * random.NextDouble())), time, _stop.Token);
                }

                Leads = true;
                while (await RenewAsync())
                {
                    await Task.Delay(s_retry, time, _stop.Token);
                }

                Leads = false;
                await ReleaseAsync();
            }
        }
        catch (OperationCanceledException)
        {
            Leads = false;
            if (!_isDead)
            {
                await ReleaseAsync();
            }
        }
    }

    // tries for 15 s; what is under way then is given up
    private async Task<bool> RenewAsync()
    {
        using CancellationTokenSource limit = new(s_deadline, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            while (!await TryAsync(either.Token))
            {
                await Task.Delay(s_retry, time, either.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancel)
    {
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            LeaderRecord wanted = new()
            {
                HolderIdentity = identity,
                HolderKey = key,
                LeaseDurationSeconds = (int)s_lease.TotalSeconds,
                AcquireTime = now,
                RenewTime = now,
            };
            LeaderRecord? stored = await leaderLock.GetAsync(cancel);
            if (stored is null)
            {
                await leaderLock.CreateAsync(wanted, cancel);
            }
            else
            {
                if (stored != _raw)
                {
                    _raw = stored;
                    Observe(stored);
                }

                bool isOurs = _observed.HolderIdentity == identity;
                if (stored.HolderIdentity.Length > 0
                    && !isOurs
                    && time.GetElapsedTime(_observedAt) < s_lease
                    && outranks?.Invoke(stored.HolderKey) is not true)
                {
                    return false;
                }

                wanted = isOurs
                    ? wanted with { AcquireTime = stored.AcquireTime, LeaderTransitions = stored.LeaderTransitions }
                    : wanted with { LeaderTransitions = stored.LeaderTransitions + 1 };
                await leaderLock.UpdateAsync(wanted, cancel);
            }

            Observe(wanted);
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }

    private async Task ReleaseAsync()
    {
        if (_observed.HolderIdentity != identity)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        LeaderRecord free = new() { LeaderTransitions = _observed.LeaderTransitions, LeaseDurationSeconds = 1, AcquireTime = now, RenewTime = now };
        try
        {
            await leaderLock.UpdateAsync(free, CancellationToken.None);
            Observe(free);
        }
        catch (ApiException)
        {
            // it ends by itself
        }
    }

    private void Observe(LeaderRecord record)
    {
        _observed = record;
        _observedAt = time.GetTimestamp();
    }
}
