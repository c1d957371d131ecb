using Istiod.Controllers.Leadership;
using Istiod.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>One replica that competes for a lock.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LeaderElector _elector;
    private readonly Task _running;

    public Replica(ILeaderLock leaderLock, LeaderSettings settings, FakeTimeProvider time)
    {
        _elector = new LeaderElector(leaderLock, settings, time, NullLogger.Instance);
        _running = _elector.RunAsync(
            async held =>
            {
                Terms++;
                Tell(true);
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, held);
                }
                finally
                {
                    Tell(false);
                }
            },
            _stop.Token);
    }

    /// <summary>Whether its work runs.</summary>
    public bool Leads { get; private set; }

    /// <summary>How often it began.</summary>
    public int Terms { get; private set; }

    /// <summary>Waits, without time passing, for what has been set off already.</summary>
    public async Task UntilAsync(Func<Replica, bool> isSo)
    {
        while (true)
        {
            Task changed = _changed.Task;
            if (isSo(this))
            {
                return;
            }

            await changed.WaitAsync(s_limit);
        }
    }

    public void Observe(LeaderRecord record) => _elector.Observed(record);

    private void Tell(bool leads)
    {
        Leads = leads;
        TaskCompletionSource before = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }

    /// <summary>Ends as on SIGTERM.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
