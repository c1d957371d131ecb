using Istiod.Benchmarks.Derive;

string stage = args.Length > 0 ? args[0] : "derive";
switch (stage)
{
    case "derive":
        DeriveBenchmarks.Run();
        return 0;
    case "maps":
        MapComparison.Run();
        return 0;
    default:
        await Console.Error.WriteLineAsync($"no stage {stage}; there are: derive, maps");
        return 1;
}
