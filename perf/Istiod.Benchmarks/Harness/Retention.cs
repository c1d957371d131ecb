namespace Istiod.Benchmarks.Harness;

/// <summary>Something that stays in memory: the live heap that comes with it is taken.</summary>
/// <param name="Name">Unique within its stage.</param>
/// <param name="Parts">The figure is bytes for one of so many parts.</param>
/// <param name="Make">Makes it; what it returns is kept alive until the heap was looked at.</param>
internal sealed record Retention(string Name, int Parts, Func<object> Make) : Sample(Name);
