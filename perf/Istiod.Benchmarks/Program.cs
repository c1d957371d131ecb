using Istiod.Benchmarks;
using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Maps;

if (args is ["maps"])
{
    MapComparison.Run();
    return 0;
}

if (args is ["--bdn", string name])
{
    IStage? chosen = StageCatalog.Find(name);
    if (chosen is not null)
    {
        DotNetBenchmark.Run(chosen);
        return 0;
    }
}
else if (args is ["--types", string typed])
{
    IStage? chosen = StageCatalog.Find(typed);
    if (chosen is not null)
    {
        AllocatedTypes.Print(chosen);
        return 0;
    }
}
else if (CheckOptions.TryRead(args, out CheckOptions? options))
{
    return Check.Run(options);
}

Console.Error.WriteLine(
    $"""
    usage: [STAGE...] [--budgets FILE] [--baseline FILE] [--record FILE]   figures of stages, held against limits
           --bdn STAGE                                                     the same through BenchmarkDotNet
           --types STAGE                                                   which types its operations allocate
           maps                                                            the comparison of ADR 0001
    stages: {string.Join(", ", StageCatalog.All.Select(stage => stage.Name))}
    """);
return 2;
