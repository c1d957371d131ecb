using System.Diagnostics.Tracing;
using System.Globalization;

namespace Istiod.Benchmarks.Harness;

/// <summary>Which types an operation allocates, by the runtime's samples (one for about 100 KB): the next question after a failed budget.</summary>
internal sealed class AllocatedTypes : EventListener
{
    private const EventKeywords Collector = (EventKeywords)1;
    private const int Shown = 16;
    private const long Enough = 64L << 20;

    private readonly Dictionary<string, int> _samples = new(StringComparer.Ordinal);
    private volatile bool _isOn;

    /// <summary>Prints the types of every operation of a stage.</summary>
    public static void Print(IStage stage)
    {
        using AllocatedTypes types = new();
        foreach (Sample sample in stage.Samples())
        {
            if (sample is Operation operation)
            {
                types.Print(operation);
            }
            else if (sample is Retention retention)
            {
                // What comes later may need it.
                GC.KeepAlive(retention.Make());
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_isOn && eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) is true
            && eventData.Payload?[eventData.PayloadNames!.IndexOf("TypeName")] is string type)
        {
            lock (_samples)
            {
                _samples[type] = _samples.GetValueOrDefault(type) + 1;
            }
        }
    }

    private void Print(Operation operation)
    {
        lock (_samples)
        {
            _samples.Clear();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000 && GC.GetAllocatedBytesForCurrentThread() - before < Enough; i++)
        {
            operation.Prepare?.Invoke(i);
            _isOn = true;
            operation.Run(i);
            _isOn = false;
        }

        lock (_samples)
        {
            int all = Math.Max(_samples.Values.Sum(), 1);
            Console.WriteLine(operation.Name);
            foreach ((string type, int count) in _samples.OrderByDescending(entry => entry.Value).Take(Shown))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {100.0 * count / all,5:F1} %  {type}"));
            }
        }
    }
}
