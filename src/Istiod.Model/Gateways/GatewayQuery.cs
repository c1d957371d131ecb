using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Asks for the merged gateways of a workload.</summary>
/// <param name="Namespace">Namespace of the workload.</param>
/// <param name="Labels">Labels of the workload.</param>
/// <param name="Targets">Service ports that it serves.</param>
public readonly record struct GatewayQuery(string Namespace, LabelSet Labels, ValueArray<GatewayTarget> Targets);
