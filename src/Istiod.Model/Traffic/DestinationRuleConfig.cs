using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Model;

/// <summary>A destination rule as it applies to a host: one object, or several of the same host merged.</summary>
/// <param name="From">The objects it was made of, the first in charge.</param>
/// <param name="CreationTime">Creation of the first.</param>
/// <param name="ExportTo">Who may use it.</param>
/// <param name="Selector">Labels of the client workloads it is for; <c>null</c> if it is for all.</param>
/// <param name="Spec">Host resolved to its full name, subsets merged. Never written to.</param>
/// <remarks>istiod: pilot/pkg/model/destination_rule.go:ConsolidatedDestRule.</remarks>
public sealed record DestinationRuleConfig(
    ValueArray<NamespacedName> From,
    DateTimeOffset CreationTime,
    ExportScope ExportTo,
    LabelSet? Selector,
    DestinationRule Spec)
{
    /// <summary>Cheap: by the objects, not by the spec.</summary>
    public override int GetHashCode() => From.GetHashCode();
}
