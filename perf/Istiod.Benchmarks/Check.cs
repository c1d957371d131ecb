using Istiod.Benchmarks.Harness;

namespace Istiod.Benchmarks;

/// <summary>Runs stages, prints the table, and says whether all limits hold.</summary>
internal static class Check
{
    /// <summary>Exit code 0 if all limits hold.</summary>
    public static int Run(CheckOptions options)
    {
        bool isWhole = options.Stages.Count == 0;
        Gate gate = new(
            Budgets.Read(options.Budgets),
            options.Baseline.Length > 0 ? Baseline.Read(options.Baseline) : []);
        List<Figure> figures = [];
        Console.WriteLine($"{"stage/operation",-62} {"CPU",16} {"allocated",15} {"to baseline",12}");
        foreach (IStage stage in isWhole ? StageCatalog.All : options.Stages)
        {
            foreach (Sample sample in stage.Samples())
            {
                Figure figure = Meter.Take(stage.Name, sample);
                figures.Add(figure);
                Console.WriteLine(gate.Take(figure));
            }
        }

        foreach (string line in gate.Finish(isWhole))
        {
            Console.WriteLine(line);
        }

        if (options.Record.Length > 0)
        {
            Baseline.Write(options.Record, figures);
        }

        foreach (string fault in gate.Faults)
        {
            Console.WriteLine("FAILED  " + fault);
        }

        return gate.Faults.Count == 0 ? 0 : 1;
    }
}
