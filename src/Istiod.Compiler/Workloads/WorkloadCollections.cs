using Istiod.Incremental;
using Istiod.Primitives;

namespace Istiod.Compiler.Workloads;

/// <summary>What the workloads area makes.</summary>
/// <param name="Pods">Of every pod with a spec that did not fail.</param>
/// <param name="PodsByNamespace">Pods by namespace, of all clusters.</param>
/// <param name="PodsByAddress">Selectable pods by their first address.</param>
/// <param name="Entries">Of every healthy WorkloadEntry.</param>
/// <param name="EntriesByNamespace">WorkloadEntries by namespace, of all clusters.</param>
/// <param name="EntriesByAddress">WorkloadEntries by address.</param>
internal sealed record WorkloadCollections(
    Collection<ObjectKey, Workload> Pods,
    Index<string, ObjectKey, Workload> PodsByNamespace,
    Index<string, ObjectKey, Workload> PodsByAddress,
    Collection<ObjectKey, Workload> Entries,
    Index<string, ObjectKey, Workload> EntriesByNamespace,
    Index<string, ObjectKey, Workload> EntriesByAddress);
