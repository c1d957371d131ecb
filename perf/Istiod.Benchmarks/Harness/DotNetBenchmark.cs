using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Istiod.Benchmarks.Harness;

/// <summary>The operations of one stage under BenchmarkDotNet, for a closer look than the gate's.</summary>
[MemoryDiagnoser]
public class DotNetBenchmark
{
    private static IStage? s_stage;
    private Operation? _operation;
    private int _number;

    /// <summary>Which of the stage's operations.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>All operations that can be repeated without being made ready.</summary>
    public static IEnumerable<string> Names => Stage.Samples()
        .OfType<Operation>()
        .Where(operation => operation.Prepare is null)
        .Select(operation => operation.Name);

    private static IStage Stage => s_stage ?? throw new InvalidOperationException("no stage was chosen");

    internal static void Run(IStage stage)
    {
        s_stage = stage;
        IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromMinutes(5), logOutput: true)));
        BenchmarkRunner.Run<DotNetBenchmark>(config);
    }

    /// <summary>Makes the operation.</summary>
    [GlobalSetup]
    public void Setup() => _operation = Stage.Samples().OfType<Operation>().First(operation => operation.Name == Name);

    /// <summary>Runs it.</summary>
    [Benchmark]
    public void Once() => _operation!.Run(_number++); // set up before
}
