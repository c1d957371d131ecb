using Istiod.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Leadership;

/// <summary>A lock of an older release: while one of its replicas holds it, those that use its successor wait.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/configcontroller.go:checkAndRunNonRevisionLeaderElectionIfRequired.</remarks>
public sealed class FormerLock(ILeaderLock leaderLock, LeaderSettings settings, TimeProvider time, ILogger logger)
{
    /// <summary>Reads the lock once; if somebody holds it, competes for it until it is ours, and gives it back at once.</summary>
    /// <returns>Ends when nobody of the older release can be at work.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task WaitAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                if (await leaderLock.GetAsync(stop) is not { HolderIdentity.Length: > 0 })
                {
                    return;
                }

                break;
            }
            catch (ApiException fault)
            {
                ControllerLog.LockFailed(logger, leaderLock.Name, fault.Message);
                await Task.Delay(settings.RetryPeriod, time, stop);
            }
        }

        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await new LeaderElector(leaderLock, settings, time, logger).RunAsync(_ => done.CancelAsync(), done.Token);
        stop.ThrowIfCancellationRequested();
    }
}
