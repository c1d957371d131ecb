using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Asks which policies select a workload.</summary>
/// <param name="Namespace">Namespace of the workload.</param>
/// <param name="Labels">Labels of the workload.</param>
public readonly record struct WorkloadSelector(string Namespace, LabelSet Labels);
