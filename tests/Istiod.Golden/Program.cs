using System.Diagnostics;
using System.Text.RegularExpressions;
using Istiod.Golden.Inject;

namespace Istiod.Golden;

/// <summary>
/// <c>golden CASES OUT [--only REGEX] [--mode render|sotw|delta]</c>, or <c>golden --server HOST:PORT PROXIES.yaml OUT [--delta]</c>,
/// which asks a running server.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Length >= 4 && args[0] == "--server")
        {
            return await AskServer.RunAsync(args[1], args[2], args[3], isDelta: args.Contains("--delta"));
        }

        List<string> positional = [];
        Regex? only = null;
        GoldenMode mode = GoldenMode.Render;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--only" when i + 1 < args.Length:
                    only = new Regex(args[++i]);
                    break;
                case "--mode" when i + 1 < args.Length && Enum.TryParse(args[i + 1], ignoreCase: true, out mode):
                    i++;
                    break;
                default:
                    positional.Add(args[i]);
                    break;
            }
        }

        if (positional.Count != 2 || !Directory.Exists(positional[0]))
        {
            await Console.Error.WriteLineAsync("usage: golden.sh CASES OUT [--only REGEX] [--mode render|sotw|delta]");
            return 2;
        }

        long start = Stopwatch.GetTimestamp();
        (int run, int failed) = await GoldenRunner.RunAsync(
            positional[0], positional[1], only, mode, line => Console.Error.WriteLine(line));
        (int injectRun, int injectFailed) = InjectRunner.RunAll(
            positional[0], positional[1], only, line => Console.Error.WriteLine(line));
        run += injectRun;
        failed += injectFailed;
        Console.WriteLine($"{run} cases, {failed} faults, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        return 0;
    }
}
