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
    private readonly Lock _lock = new(); // guards _held, _leading, _cancelling and _doubt
    private LeaderRecord? _seen; // what the lock held when it was last read; only the competing loop touches it
    private long _seenAt;
    private LeaderRecord? _held; // what was written last; null unless we lead
    private CancellationTokenSource? _leading;
    private Task _cancelling = Task.CompletedTask;
    private TaskCompletionSource _doubt = NewDoubt();

    /// <summary>Name of the lock.</summary>
    public string Name => leaderLock.Name;

    /// <summary>Competes and leads, again and again, until cancelled; then gives the lock back.</summary>
    /// <param name="lead">Runs while the lock is held; has to end soon after its token is cancelled.</param>
    /// <param name="stop">Ends it all.</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                (LeaderRecord held, long since) = await AcquireAsync(stop);
                ControllerLog.Obtained(logger, leaderLock.Name);
                using CancellationTokenSource leading = CancellationTokenSource.CreateLinkedTokenSource(stop);
                lock (_lock)
                {
                    _held = held;
                    _leading = leading;
                    _cancelling = Task.CompletedTask;
                    _doubt = NewDoubt();
                }

                Task work = LeadAsync(lead, leading.Token);
                try
                {
                    await RenewAsync(since, leading.Token);
                }
                finally
                {
                    Task cancelling;
                    lock (_lock)
                    {
                        _leading = null;
                        cancelling = _cancelling;
                    }

                    await cancelling;
                    leading.Cancel();
                    await work;
                    ControllerLog.Lost(logger, leaderLock.Name);
                }

                stop.ThrowIfCancellationRequested();
                lock (_lock)
                {
                    _held = null;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ReleaseAsync();
        }
    }

    /// <summary>Tells of a record that a watch saw. A leader whose lock was taken stops at once; one that cannot be sure looks. Any thread.</summary>
    /// <param name="record">What the lock holds; <c>null</c> if the lock is gone.</param>
    /// <remarks>Whoever takes a lock counts its transitions up, so that a record with more of them than ours is no late news.</remarks>
    public void Observed(LeaderRecord? record)
    {
        lock (_lock)
        {
            if (_leading is null || _held is null || (record is not null && IsOurs(record)))
            {
                return;
            }

            if (record is not null && record.HolderIdentity.Length > 0 && record.LeaderTransitions > _held.LeaderTransitions)
            {
                _cancelling = _leading.CancelAsync(); // its handlers run elsewhere, not under this lock
            }
            else
            {
                _doubt.TrySetResult();
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

    /// <returns>What was written, and a moment not after the begin of the lease.</returns>
    private async Task<(LeaderRecord Held, long Since)> AcquireAsync(CancellationToken stop)
    {
        bool isAgain = false;
        while (true)
        {
            long before = time.GetTimestamp();
            try
            {
                if (await TryAcquireAsync(stop) is { } held)
                {
                    return (held, before);
                }
            }
            catch (ApiException conflict) when (!isAgain && (conflict.IsConflict || conflict.IsAlreadyExists))
            {
                isAgain = true; // somebody was faster, or touched the object only: a look tells
                continue;
            }
            catch (ApiException fault)
            {
                ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message);
            }

            isAgain = false;
            await Task.Delay(settings.RetryPeriod, time, stop);
        }
    }

    private async Task<LeaderRecord?> TryAcquireAsync(CancellationToken stop)
    {
        LeaderRecord? stored = await leaderLock.GetAsync(stop);
        if (stored is null)
        {
            LeaderRecord first = NewRecord(0, null);
            await leaderLock.CreateAsync(first, stop);
            return first;
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
            return null;
        }

        LeaderRecord next = NewRecord(stored.LeaderTransitions + 1, null);
        await leaderLock.UpdateAsync(next, stop);
        return next;
    }

    /// <summary>Renews until the lock is lost, its lease nearly over, or cancelled.</summary>
    private async Task RenewAsync(long renewedAt, CancellationToken stop)
    {
        TimeSpan pause = settings.RenewPeriod;
        try
        {
            while (true)
            {
                await PauseAsync(Shorter(pause, Left(renewedAt)), stop);
                TimeSpan left = Left(renewedAt);
                if (left <= TimeSpan.Zero)
                {
                    return;
                }

                using CancellationTokenSource limit = new(left, time);
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
                long before = time.GetTimestamp();
                bool? isOurs = await TryRenewAsync(either.Token);
                if (isOurs is false)
                {
                    return;
                }

                renewedAt = isOurs is true ? before : renewedAt;
                pause = isOurs is true ? settings.RenewPeriod : settings.RetryPeriod / 4;
            }
        }
        catch (OperationCanceledException)
        {
            // taken, told to stop, or the deadline has passed: the end of leading, each of them
        }
    }

    /// <returns>Whether the lock is ours for another lease; <c>null</c> if that is not known.</returns>
    private async Task<bool?> TryRenewAsync(CancellationToken cancel)
    {
        try
        {
            LeaderRecord last;
            lock (_lock)
            {
                last = _held ?? throw new InvalidOperationException("only a leader renews");
                _doubt = NewDoubt();
            }

            LeaderRecord renewed = NewRecord(last.LeaderTransitions, last) with { AcquireTime = last.AcquireTime };
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    await leaderLock.UpdateAsync(renewed, cancel);
                    lock (_lock)
                    {
                        _held = renewed;
                    }

                    return true;
                }
                catch (ApiException conflict) when (attempt < 3 && (conflict.IsConflict || conflict.IsNotFound))
                {
                    if (await leaderLock.GetAsync(cancel) is not { } stored || !IsOurs(stored))
                    {
                        return false;
                    }

                    // somebody touched the object, not the record
                }
            }
        }
        catch (ApiException fault)
        {
            ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message);
            return null;
        }
    }

    /// <summary>Waits, unless there is doubt whether the lock is still ours.</summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        Task doubt;
        lock (_lock)
        {
            doubt = _doubt.Task;
        }

        try
        {
            await doubt.WaitAsync(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, stop);
        }
        catch (TimeoutException)
        {
            // the usual end: nobody has touched the lock
        }
    }

    private async Task ReleaseAsync()
    {
        if (_held is not { } last)
        {
            return;
        }

        _held = null;
        using CancellationTokenSource limit = new(settings.RetryPeriod, time);
        try
        {
            LeaderRecord free = NewRecord(last.LeaderTransitions, last) with { HolderIdentity = "", LeaseDurationSeconds = 1 };
            try
            {
                await leaderLock.UpdateAsync(free, limit.Token);
            }
            catch (ApiException conflict) when (conflict.IsConflict)
            {
                // a renewal whose answer was not waited for may be what is stored
                if (await leaderLock.GetAsync(limit.Token) is { } stored && IsOurs(stored))
                {
                    await leaderLock.UpdateAsync(free, limit.Token);
                }
            }
        }
        catch (Exception fault) when (fault is ApiException or OperationCanceledException)
        {
            ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message); // it ends by itself
        }
    }

    private TimeSpan Left(long renewedAt) => settings.RenewDeadline - time.GetElapsedTime(renewedAt);

    private bool IsOurs(LeaderRecord record) => string.Equals(record.HolderIdentity, settings.Identity, StringComparison.Ordinal);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // Others tell a renewal by its record being another one, to the second: so times only rise, even if the clock is put back.
    private LeaderRecord NewRecord(int transitions, LeaderRecord? last)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (last?.RenewTime is { } before && now < before.AddSeconds(1))
        {
            now = before.AddSeconds(1);
        }

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

    private static TaskCompletionSource NewDoubt() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
