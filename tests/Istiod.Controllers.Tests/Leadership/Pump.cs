using System.Collections.Concurrent;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>Runs everything that awaits on one thread, in order, so that a simulation with a fake clock is the same each time.</summary>
internal sealed class Pump : SynchronizationContext
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<(SendOrPostCallback Run, object? State)> _queue = new();

    /// <summary>Runs a simulation with this as its context.</summary>
    public static void Run(Action<Pump> simulation)
    {
        SynchronizationContext? before = Current;
        Pump pump = new();
        SetSynchronizationContext(pump);
        try
        {
            simulation(pump);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Runs all that can run without time passing.</summary>
    public void Drain()
    {
        while (_queue.TryDequeue(out (SendOrPostCallback Run, object? State) item))
        {
            item.Run(item.State);
        }
    }

    /// <summary>The same, until a condition holds that other threads help to bring about.</summary>
    public void DrainUntil(Func<bool> isSo)
    {
        long start = TimeProvider.System.GetTimestamp();
        do
        {
            Drain();
            if (isSo())
            {
                return;
            }

            Thread.Yield();
        }
        while (TimeProvider.System.GetElapsedTime(start) < s_limit);
        Assert.Fail("it did not come about");
    }
}
