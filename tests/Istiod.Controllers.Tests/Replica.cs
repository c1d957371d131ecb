using Istiod.Controllers.Leadership;
using Istiod.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Controllers.Tests;

/// <summary>One replica that competes for a lock.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LeaderElector _elector;
    private readonly Task _running;

    public Replica(ILeaderLock leaderLock, LeaderSettings settings, FakeTimeProvider time)
    {
        _elector = new LeaderElector(leaderLock, settings, time, NullLogger.Instance);
        _running = _elector.RunAsync(
            async held =>
            {
                Leads = true;
                Terms++;
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, held);
                }
                finally
                {
                    Leads = false;
                }
            },
            _stop.Token);
    }

    /// <summary>Whether its work runs.</summary>
    public bool Leads { get; private set; }

    /// <summary>How often it began.</summary>
    public int Terms { get; private set; }

    public void Observe(LeaderRecord record) => _elector.Observed(record);

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
