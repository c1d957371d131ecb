using System.Globalization;

namespace Istiod.Load.Runs;

/// <summary>CPU time and memory of a process, from /proc.</summary>
internal sealed class ProcessMeter(int pid)
{
    private const double TicksPerSecond = 100;

    public bool IsKnown => pid > 0;

    /// <summary>CPU seconds so far, user and system.</summary>
    public double CpuSeconds
    {
        get
        {
            if (pid <= 0)
            {
                return 0;
            }

            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
                / TicksPerSecond;
        }
    }

    public double RssMegabytes => StatusMegabytes("VmRSS:");

    public double PeakMegabytes => StatusMegabytes("VmHWM:");

    private double StatusMegabytes(string key)
    {
        if (pid > 0)
        {
            foreach (string line in File.ReadLines($"/proc/{pid}/status"))
            {
                if (line.StartsWith(key, StringComparison.Ordinal))
                {
                    return double.Parse(line[key.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
                }
            }
        }

        return 0;
    }
}
