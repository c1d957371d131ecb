using Istiod.Controllers.Leadership;
using Istiod.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>Our elector in a simulation.</summary>
internal sealed class OurHolder(SimulatedLock leaderLock, LeaderSettings settings, TimeProvider time) : IContender
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LeaderElector _elector = new(leaderLock, settings, time, NullLogger.Instance);
    private Task _running = Task.CompletedTask;
    private bool _isDead;

    public string Name => "ours " + settings.Identity;

    public bool Leads { get; private set; }

    public void Start() => _running = _elector.RunAsync(
        async held =>
        {
            Leads = !_isDead;
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

    public void Observe(LeaderRecord? record) => _elector.Observed(record);

    public void Kill()
    {
        _isDead = true;
        leaderLock.IsCutOff = true; // what it would still say does not leave the machine
        Leads = false;
        _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();

    public Task StopAsync()
    {
        _stop.Cancel();
        return _running;
    }
}
