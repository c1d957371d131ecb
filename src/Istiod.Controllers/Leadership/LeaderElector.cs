using Istiod.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Leadership;

/// <summary>Competes for one lock and leads while it is held. Interoperates with the reference's replicas.</summary>
/// <remarks>
/// Differs from istiod: pilot/pkg/leaderelection/k8sleaderelection in that a leader does not read before it renews (its own last write
/// is what is stored, or the write conflicts) and renews every 15 s, not 7.5; it stops leading 5 s before its lease could be taken.
/// Times are this process's own monotonic ones: what counts is how long a record was seen unchanged, never whose clock says what.
/// </remarks>
public sealed class LeaderElector(ILeaderLock leaderLock, LeaderSettings settings, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private LeaderRecord? _seen;
    private long _seenAt;
    private CancellationTokenSource? _leading;

    /// <summary>Competes and leads, again and again, until cancelled; then gives the lock back.</summary>
    /// <param name="lead">Runs while the lock is held; has to end soon after its token is cancelled.</param>
    /// <param name="stop">Ends it all.</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                long heldSince = await AcquireAsync(stop);
                ControllerLog.Obtained(logger, leaderLock.Name);
                using CancellationTokenSource leading = CancellationTokenSource.CreateLinkedTokenSource(stop);
                lock (_lock)
                {
                    _leading = leading;
                }

                Task work = LeadAsync(lead, leading.Token);
                try
                {
                    await RenewAsync(heldSince, leading.Token);
                }
                finally
                {
                    lock (_lock)
                    {
                        _leading = null;
                    }

                    await leading.CancelAsync();
                    await work;
                    ControllerLog.Lost(logger, leaderLock.Name);
                }

                stop.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ReleaseAsync();
        }
    }

    /// <summary>Tells of a record that a watch saw: a leader whose lock was taken stops at once.</summary>
    public void Observed(LeaderRecord record)
    {
        lock (_lock)
        {
            if (record.HolderIdentity.Length > 0 && !IsOurs(record))
            {
                _leading?.Cancel();
            }
        }
    }

    private static async Task LeadAsync(Func<CancellationToken, Task> lead, CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            await lead(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // told to end
        }
    }

    /// <returns>A moment not after the begin of the lease.</returns>
    private async Task<long> AcquireAsync(CancellationToken stop)
    {
        while (true)
        {
            long before = time.GetTimestamp();
            try
            {
                if (await TryAcquireAsync(stop))
                {
                    return before;
                }
            }
            catch (ApiException fault)
            {
                ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message);
            }

            await Task.Delay(settings.RetryPeriod, time, stop);
        }
    }

    private async Task<bool> TryAcquireAsync(CancellationToken stop)
    {
        LeaderRecord? stored = await leaderLock.GetAsync(stop);
        if (stored is null)
        {
            await leaderLock.CreateAsync(Keep(NewRecord(0)), stop);
            return true;
        }

        if (stored != _seen)
        {
            _seen = stored;
            _seenAt = time.GetTimestamp();
        }

        bool isHeld = stored.HolderIdentity.Length > 0
            && !IsOurs(stored)
            && time.GetElapsedTime(_seenAt) < settings.LeaseDuration;
        if (isHeld && !settings.Outranks(stored.HolderKey))
        {
            return false;
        }

        await leaderLock.UpdateAsync(Keep(NewRecord(stored.LeaderTransitions + 1)), stop);
        return true;
    }

    /// <summary>Renews until the lock is lost or cancelled.</summary>
    private async Task RenewAsync(long renewedAt, CancellationToken stop)
    {
        TimeSpan pause = settings.RenewPeriod;
        while (true)
        {
            TimeSpan left = settings.RenewDeadline - time.GetElapsedTime(renewedAt);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            try
            {
                await Task.Delay(pause < left ? pause : left, time, stop);
                long before = time.GetTimestamp();
                LeaderRecord renewed = (_seen ?? NewRecord(0)) with { RenewTime = time.GetUtcNow() };
                await leaderLock.UpdateAsync(Keep(renewed), stop).WaitAsync(Left(renewedAt), time, stop);
                renewedAt = before;
                pause = settings.RenewPeriod;
            }
            catch (ApiException conflict) when (conflict.IsConflict || conflict.IsNotFound)
            {
                if (!await IsStillOursAsync(stop))
                {
                    return;
                }

                pause = TimeSpan.Zero; // somebody touched the object, not the record
            }
            catch (Exception fault) when (fault is ApiException or TimeoutException)
            {
                ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message);
                pause = settings.RetryPeriod / 4;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> IsStillOursAsync(CancellationToken stop)
    {
        try
        {
            return await leaderLock.GetAsync(stop) is { } stored && IsOurs(stored);
        }
        catch (ApiException fault)
        {
            ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message);
            return true; // unknown: the deadline decides
        }
    }

    private async Task ReleaseAsync()
    {
        if (_seen is not { } last || !IsOurs(last))
        {
            return;
        }

        using CancellationTokenSource limit = new(settings.RetryPeriod, time);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            await leaderLock.UpdateAsync(
                new LeaderRecord
                {
                    HolderKey = settings.Key,
                    LeaderTransitions = last.LeaderTransitions,
                    LeaseDurationSeconds = 1,
                    AcquireTime = now,
                    RenewTime = now,
                },
                limit.Token);
        }
        catch (Exception fault) when (fault is ApiException or OperationCanceledException)
        {
            ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message); // it ends by itself
        }
    }

    private TimeSpan Left(long renewedAt)
    {
        TimeSpan left = settings.RenewDeadline - time.GetElapsedTime(renewedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private bool IsOurs(LeaderRecord record) => string.Equals(record.HolderIdentity, settings.Identity, StringComparison.Ordinal);

    private LeaderRecord Keep(LeaderRecord record)
    {
        _seen = record;
        _seenAt = time.GetTimestamp();
        return record;
    }

    private LeaderRecord NewRecord(int transitions)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new LeaderRecord
        {
            HolderIdentity = settings.Identity,
            HolderKey = settings.Key,
            LeaseDurationSeconds = (int)settings.LeaseDuration.TotalSeconds,
            AcquireTime = now,
            RenewTime = now,
            LeaderTransitions = transitions,
        };
    }
}
