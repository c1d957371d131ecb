namespace Istiod.Benchmarks.Harness;

/// <summary>What a sample costs.</summary>
/// <param name="Key"><c>stage/name</c>.</param>
/// <param name="Nanoseconds">CPU time of one run; <c>null</c> of memory that stays.</param>
/// <param name="Bytes">Allocated in one run, or live for one part.</param>
internal sealed record Figure(string Key, double? Nanoseconds, double Bytes);
