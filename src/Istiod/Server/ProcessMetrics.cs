using System.Globalization;
using Istiod.ControlZ;
using Istiod.Diagnostics.Metrics;
using Istiod.Options;

namespace Istiod.Server;

/// <summary>Metrics about the process: build, uptime, and those of Go's process collector that have a meaning here.</summary>
internal static class ProcessMetrics
{
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
        registry.GaugeCallback("process_resident_memory_bytes", "Resident memory size in bytes.", static () => Statm(1) * System.Environment.SystemPageSize);
        registry.GaugeCallback("process_virtual_memory_bytes", "Virtual memory size in bytes.", static () => Statm(0) * System.Environment.SystemPageSize);
        registry.GaugeCallback("process_open_fds", "Number of open file descriptors.", static () => OpenFiles());
        registry.GaugeCallback("process_max_fds", "Maximum number of open file descriptors.", static () => Limit("Max open files"));
        registry.GaugeCallback(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            () => start.ToUnixTimeMilliseconds() / 1000.0);
        registry.GaugeCallback("process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.", static () => Limit("Max address space"));
        registry.CounterCallback(
            "process_network_receive_bytes_total", "Number of bytes received by the process over the network.", static () => Octets("InOctets"));
        registry.CounterCallback(
            "process_network_transmit_bytes_total", "Number of bytes sent by the process over the network.", static () => Octets("OutOctets"));
        RegisterRuntime(registry);
    }

    // Of Go's collector what is true of this runtime too, so that dashboards show memory; see docs/differences.md for the rest.
    private static void RegisterRuntime(MetricRegistry registry)
    {
        registry.Gauge("go_info", "Information about the runtime (not Go).", "version").With(BuildVersion.Runtime).Set(1);
        registry.GaugeCallback("go_goroutines", "Threads of the pool and what waits for them; there are no goroutines here.", static () => ControlProcess.WorkItems);
        registry.GaugeCallback("go_threads", "Number of OS threads.", static () => ControlProcess.Status("Threads") is [int threads, ..] ? threads : null);
        registry.GaugeCallback("go_sched_gomaxprocs_threads", "Number of processors that code runs on at once.", static () => System.Environment.ProcessorCount);
        registry.GaugeCallback(
            "go_gc_gomemlimit_bytes", "Memory that the process may use: the container's limit.", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        registry.SummaryCallback(
            "go_gc_duration_seconds",
            "Pauses of all threads for garbage collection, without quantiles.",
            static () => (GC.GetTotalPauseDuration().TotalSeconds, GC.CollectionCount(0)));
        registry.CounterCallback("go_memstats_alloc_bytes_total", "Bytes allocated so far.", static () => MemoryFacts.Now().AllocatedInAll);
        foreach (string name in (ReadOnlySpan<string>)["go_memstats_alloc_bytes", "go_memstats_heap_alloc_bytes"])
        {
            registry.GaugeCallback(name, "Bytes of objects on the managed heap.", static () => MemoryFacts.Now().Allocated);
        }

        foreach (string name in (ReadOnlySpan<string>)["go_memstats_sys_bytes", "go_memstats_heap_sys_bytes"])
        {
            registry.GaugeCallback(name, "Bytes that the managed heap holds from the system.", static () => MemoryFacts.Now().Committed);
        }

        registry.GaugeCallback(
            "go_memstats_heap_inuse_bytes", "Bytes of the managed heap that hold objects.", static () => MemoryFacts.Now() is var now ? now.Committed - now.Idle : null);
        registry.GaugeCallback("go_memstats_heap_idle_bytes", "Bytes of the managed heap that hold no object.", static () => MemoryFacts.Now().Idle);
    }

    private static double? Octets(string column)
    {
        // two lines with the same prefix: names, then values
        string[]? names = null;
        foreach (string line in Read("/proc/self/net/netstat").Split('\n'))
        {
            if (line.StartsWith("IpExt:", StringComparison.Ordinal))
            {
                string[] fields = line.Split(' ');
                if (names is null)
                {
                    names = fields;
                    continue;
                }

                int at = Array.IndexOf(names, column);
                return at > 0 && at < fields.Length && double.TryParse(fields[at], NumberStyles.None, CultureInfo.InvariantCulture, out double octets)
                    ? octets
                    : null;
            }
        }

        return null;
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

    private static double? Limit(string name)
    {
        foreach (string line in Read("/proc/self/limits").Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                string[] fields = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return fields is ["unlimited", ..] ? ulong.MaxValue
                    : fields.Length > 0 && double.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out double limit) ? limit
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
