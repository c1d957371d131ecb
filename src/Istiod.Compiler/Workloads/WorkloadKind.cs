namespace Istiod.Compiler.Workloads;

/// <summary>What a workload comes from; pods come first where both are listed.</summary>
internal enum WorkloadKind
{
    Pod,
    WorkloadEntry,
}
