using Istiod.Benchmarks;
using Istiod.Benchmarks.Derive;

// Istiod.Benchmarks STAGE [budgets.json]: runs a stage's benchmarks; with a file, fails if an operation allocates more than its budget.
string stage = args.Length > 0 ? args[0] : "derive";
switch (stage)
{
    case "derive":
        DeriveBenchmarks.Run();
        break;
    case "maps":
        MapComparison.Run();
        break;
    default:
        await Console.Error.WriteLineAsync($"no stage {stage}; there are: derive, maps");
        return 1;
}

return args.Length < 2 || Budgets.Run.Check(args[1]) ? 0 : 1;
