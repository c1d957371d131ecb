namespace Istiod.Benchmarks.Harness;

/// <summary>Something whose cost is a figure.</summary>
/// <param name="Name">Unique within its stage; budgets and baselines go by it.</param>
internal abstract record Sample(string Name);
