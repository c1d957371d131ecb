namespace Istiod.Benchmarks.Harness;

/// <summary>
/// Takes CPU time of the whole process (so that a busy machine matters little) and allocations of all its threads; of several rounds
/// the least of each.
/// </summary>
internal static class Meter
{
    private const int Rounds = 5;

    // What looking costs.
    private static readonly double s_overhead = Math.Min(Look(), Look());

    /// <summary>The figure of a sample.</summary>
    internal static Figure Take(string stage, Sample sample) => sample switch
    {
        Operation operation => Take($"{stage}/{operation.Name}", operation),
        Retention retention => new Figure($"{stage}/{retention.Name}", null, Live(retention)),
        _ => throw new InvalidOperationException($"no way to measure {sample}"),
    };

    private static Figure Take(string key, Operation operation)
    {
        int number = 0;
        for (int i = 0; i < operation.WarmUp; i++)
        {
            operation.Prepare?.Invoke(number);
            operation.Run(number++);
        }

        double time = double.MaxValue;
        double bytes = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            (double roundTime, double roundBytes) = operation.Prepare is null
                ? Together(operation, ref number)
                : OneByOne(operation, ref number);
            time = Math.Min(time, roundTime / operation.Count);
            bytes = Math.Min(bytes, roundBytes / operation.Count);
        }

        return new Figure(key, time, bytes);
    }

    private static (double Nanoseconds, double Bytes) Together(Operation operation, ref int number)
    {
        // A collection that earlier work made due is not this work's.
        GC.Collect();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < operation.Count; i++)
        {
            operation.Run(number++);
        }

        // Asking for CPU time allocates itself, so it stays outside.
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return ((Environment.CpuUsage.TotalTime - start).TotalNanoseconds, Math.Max(bytes - s_overhead, 0));
    }

    private static (double Nanoseconds, double Bytes) OneByOne(Operation operation, ref int number)
    {
        double time = 0;
        double bytes = 0;
        for (int i = 0; i < operation.Count; i++)
        {
            operation.Prepare!(number); // the caller looked
            TimeSpan start = Environment.CpuUsage.TotalTime;
            long before = GC.GetTotalAllocatedBytes(precise: true);
            operation.Run(number++);
            bytes += Math.Max(GC.GetTotalAllocatedBytes(precise: true) - before - s_overhead, 0);
            time += (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
        }

        return (time, bytes);
    }

    private static double Look()
    {
        GC.Collect();
        GC.KeepAlive(Environment.CpuUsage.TotalTime);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static double Live(Retention retention)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        object made = retention.Make();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(made);
        return (double)(after - before) / retention.Parts;
    }
}
