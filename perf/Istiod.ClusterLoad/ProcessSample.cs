using System.Globalization;

namespace Istiod.ClusterLoad;

/// <summary>What /proc says of a process at one time.</summary>
/// <param name="CpuSeconds">User and system, since its start; by the kernel's own clock, to 10 ms.</param>
/// <param name="Rss">Megabytes.</param>
/// <param name="Peak">Megabytes: the most it ever was.</param>
/// <param name="Handles">Open file descriptors.</param>
internal sealed record ProcessSample(double CpuSeconds, double Rss, double Peak, int Threads, int Handles)
{
    private const double TicksPerSecond = 100; // USER_HZ of all Linux builds

    /// <summary>Takes one.</summary>
    public static ProcessSample Of(int id)
    {
        string directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}");
        string stat = File.ReadAllText(directory + "/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        double rss = 0;
        double peak = 0;
        foreach (string line in File.ReadLines(directory + "/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                rss = Kilobytes(line) / 1024;
            }
            else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                peak = Kilobytes(line) / 1024;
            }
        }

        return new ProcessSample(
            (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond,
            rss,
            peak,
            Directory.GetDirectories(directory + "/task").Length,
            Directory.GetFiles(directory + "/fd").Length);
    }

    /// <summary>Waits until the process has done next to nothing for a while.</summary>
    public static async Task<ProcessSample> QuietAsync(int id)
    {
        ProcessSample last = Of(id);
        for (int quiet = 0; quiet < 3;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            ProcessSample next = Of(id);
            quiet = next.CpuSeconds - last.CpuSeconds <= 0.02 ? quiet + 1 : 0;
            last = next;
        }

        return last;
    }

    private static double Kilobytes(string line) =>
        double.Parse(line.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
}
