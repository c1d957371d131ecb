namespace Istiod.Benchmarks.Harness;

/// <summary>Samples of one stage of the architecture's table.</summary>
internal interface IStage
{
    /// <summary>Lower case, one word.</summary>
    string Name { get; }

    /// <summary>Makes what the samples need, then the samples. They are run in this order, each once.</summary>
    IEnumerable<Sample> Samples();
}
