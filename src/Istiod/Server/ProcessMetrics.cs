using System.Globalization;
using Istiod.Diagnostics.Metrics;
using Istiod.Options;

namespace Istiod.Server;

/// <summary>Metrics about the process: build, uptime, and those of Go's process collector that have a meaning here.</summary>
internal static class ProcessMetrics
{
    private const int PageSize = 4096; // linux-x64 and the usual arm64 kernels

    /// <summary>Defines them.</summary>
    public static void Register(MetricRegistry registry, TimeProvider time)
    {
        DateTimeOffset start = time.GetUtcNow();
        long startTicks = time.GetTimestamp();
        registry.GaugeCallback(
            "istiod_uptime_seconds",
            "Current istiod server uptime in seconds",
            () => time.GetElapsedTime(startTicks).TotalSeconds);
        registry.Gauge("pilot_info", "Pilot version and build information.", "version").With(BuildVersion.Line).Set(1);
        registry.Gauge("istio_build", "Istio component build info", "component", "tag").With("pilot", BuildVersion.Tag).Set(1);

        registry.CounterCallback(
            "process_cpu_seconds_total",
            "Total user and system CPU time spent in seconds.",
            static () => System.Environment.CpuUsage.TotalTime.TotalSeconds);
        registry.GaugeCallback("process_resident_memory_bytes", "Resident memory size in bytes.", static () => Statm(1) * PageSize);
        registry.GaugeCallback("process_virtual_memory_bytes", "Virtual memory size in bytes.", static () => Statm(0) * PageSize);
        registry.GaugeCallback("process_open_fds", "Number of open file descriptors.", static () => OpenFiles());
        registry.GaugeCallback("process_max_fds", "Maximum number of open file descriptors.", static () => MaxFiles());
        registry.GaugeCallback(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            () => start.ToUnixTimeMilliseconds() / 1000.0);
        registry.GaugeCallback("go_goroutines", "Number of threads of the pool; there are no goroutines here.", static () => ThreadPool.ThreadCount);
        registry.GaugeCallback("go_memstats_heap_alloc_bytes", "Bytes of the managed heap in use.", static () => GC.GetTotalMemory(false));
        registry.GaugeCallback("go_memstats_sys_bytes", "Bytes the collector holds from the system.", static () => GC.GetGCMemoryInfo().TotalCommittedBytes);
        registry.CounterCallback("go_gc_cycles_total_gc_cycles_total", "Collections of all generations.", static () => GC.CollectionCount(0));
    }

    private static double? Statm(int field)
    {
        string[] fields = Read("/proc/self/statm").Split(' ');
        return fields.Length > field && double.TryParse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture, out double pages)
            ? pages
            : null;
    }

    private static double? OpenFiles()
    {
        try
        {
            return Directory.GetFileSystemEntries("/proc/self/fd").Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // no procfs
        }
    }

    private static double? MaxFiles()
    {
        foreach (string line in Read("/proc/self/limits").Split('\n'))
        {
            if (line.StartsWith("Max open files", StringComparison.Ordinal))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return fields.Length > 3 && double.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out double limit)
                    ? limit
                    : null;
            }
        }

        return null;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // no procfs
        }
    }
}
