using System.Globalization;

namespace Istiod.ClusterLoad;

/// <summary>The program's command line.</summary>
internal sealed record LoadOptions
{
    public const string Usage = """
        usage: istiod-cluster-load VERB [OPTION]...
          figures   a cluster of pods and EndpointSlices is listed, then changes: CPU and memory
          idle      the chart's cluster with three namespaces of its own, at rest: memory, reads and writes
          soak      pods, slices, configs, proxies and injections come and go: nothing may grow
        options
          --binary FILE     the control plane (default: ISTIOD_AOT_BIN)
          --chart DIR       rendered files of the official chart (default: ISTIO_CHART_DIR)
          --pods N          (20000)     --slices N   (5000)     --services N   (1000)
          --events N        (10000)     --rate N     events a second (500)
          --minutes N       of soak (30)             --proxies N    in soak (20)
          --report FILE     append each figure as a line, tab-separated
        """;

    public string Verb { get; private init; } = "";

    public string Binary { get; private set; } = Environment.GetEnvironmentVariable("ISTIOD_AOT_BIN") ?? "";

    public string Chart { get; private set; } = Environment.GetEnvironmentVariable("ISTIO_CHART_DIR") ?? "";

    public int Pods { get; private set; } = 20_000;

    public int Slices { get; private set; } = 5_000;

    public int Services { get; private set; } = 1_000;

    public int Events { get; private set; } = 10_000;

    public int Rate { get; private set; } = 500;

    public int Minutes { get; private set; } = 30;

    public int Proxies { get; private set; } = 20;

    public string? ReportFile { get; private set; }

    /// <summary>Reads the command line; null if it is wrong.</summary>
    public static LoadOptions? Parse(string[] args)
    {
        if (args.Length == 0 || args[0] is not ("figures" or "idle" or "soak") || args.Length % 2 == 0)
        {
            return null;
        }

        LoadOptions options = new() { Verb = args[0] };
        for (int i = 1; i < args.Length; i += 2)
        {
            if (!options.TryTake(args[i], args[i + 1]))
            {
                return null;
            }
        }

        return options.Binary.Length > 0 && options.Chart.Length > 0 ? options : null;
    }

    private bool TryTake(string name, string value)
    {
        switch (name)
        {
            case "--binary":
                Binary = value;
                return true;
            case "--chart":
                Chart = value;
                return true;
            case "--report":
                ReportFile = value;
                return true;
            default:
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && TryTake(name, number);
        }
    }

    private bool TryTake(string name, int value)
    {
        switch (name)
        {
            case "--pods":
                Pods = value;
                return true;
            case "--slices":
                Slices = value;
                return true;
            case "--services":
                Services = value;
                return true;
            case "--events":
                Events = value;
                return true;
            case "--rate":
                Rate = value;
                return value > 0;
            case "--minutes":
                Minutes = value;
                return true;
            case "--proxies":
                Proxies = value;
                return true;
            default:
                return false;
        }
    }
}
