namespace Istiod.Compiler.Workloads;

/// <summary>A port of a workload that has a name.</summary>
internal readonly record struct NamedPort(string Name, int Port);
