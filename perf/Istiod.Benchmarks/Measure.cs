using System.Globalization;

namespace Istiod.Benchmarks;

/// <summary>Takes the CPU time of an operation (so that a busy machine matters little) and its allocations; prints one line.</summary>
internal static class Measure
{
    /// <summary>Runs <paramref name="action"/> in five rounds of <paramref name="count"/> after a warm-up and prints the best round.</summary>
    internal static void Operation(string name, int count, Action<int> action)
    {
        int number = 0;
        for (int i = 0; i < Math.Max(count / 4, 1); i++)
        {
            action(number++);
        }

        double best = double.MaxValue;
        long bytes = 0;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan start = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < count; i++)
            {
                action(number++);
            }

            double nanoseconds = (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / count;
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
            best = Math.Min(best, nanoseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-58} {best,14:N0} ns {bytes,12:N0} B"));
    }

    /// <summary>Prints how much more of the heap lives after <paramref name="make"/> while its result does.</summary>
    internal static void Retained(string name, int count, Func<object> make)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        object made = make();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(made);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-58} {(double)(after - before) / count,14:N1} B each {after - before,12:N0} B in all"));
    }
}
