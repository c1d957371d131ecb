namespace Istiod.Benchmarks.Harness;

/// <summary>A limit on how two figures stand to each other: it holds on any machine.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Of">Key of the figure above the line.</param>
/// <param name="To">Key of the figure below.</param>
/// <param name="IsTime">CPU times are compared; else bytes.</param>
/// <param name="Most">Highest ratio that passes.</param>
internal sealed record Ratio(string Name, string Of, string To, bool IsTime, double Most);
