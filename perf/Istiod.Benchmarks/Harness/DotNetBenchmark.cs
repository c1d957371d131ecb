using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
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
        IConfig config = DefaultConfig.Instance
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(80))
            .AddJob(Job.ShortRun.WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromMinutes(5), logOutput: true)));
        BenchmarkRunner.Run<DotNetBenchmark>(config);
    }

    /// <summary>Makes the operation. Samples may build on those before them, so these are done once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        foreach (Sample sample in Stage.Samples())
        {
            if (sample is Retention retention)
            {
                GC.KeepAlive(retention.Make());
            }
            else if (sample is Operation operation)
            {
                if (operation.Name == Name)
                {
                    _operation = operation;
                    return;
                }

                operation.Prepare?.Invoke(0);
                operation.Run(0);
            }
        }
    }

    /// <summary>Runs it.</summary>
    [Benchmark]
    public void Once() => _operation!.Run(_number++); // set up before
}
