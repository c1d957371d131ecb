using Istiod.Primitives;

namespace Istiod.Compiler.Ingresses;

/// <summary>A rule of an Ingress.</summary>
/// <param name="Ingress">The object.</param>
/// <param name="Cluster">The object's cluster.</param>
/// <param name="CreationTime">Of the object.</param>
/// <param name="Index">Place of the rule in it.</param>
/// <param name="Paths">Paths with a service behind them.</param>
internal sealed record IngressRule(
    NamespacedName Ingress, ClusterId Cluster, DateTimeOffset CreationTime, int Index, ValueArray<IngressPath> Paths)
{
    /// <summary>Older first; of equal age by name, namespace, then place.</summary>
    /// <remarks>istiod: pilot/pkg/config/kube/ingress/virtualservices.go:sortRulesByCreationTimestamp.</remarks>
    public static int CompareByAge(IngressRule left, IngressRule right)
    {
        int order = left.CreationTime.CompareTo(right.CreationTime);
        order = order != 0 ? order : string.CompareOrdinal(left.Ingress.Name, right.Ingress.Name);
        order = order != 0 ? order : string.CompareOrdinal(left.Ingress.Namespace, right.Ingress.Namespace);
        return order != 0 ? order : left.Index.CompareTo(right.Index);
    }
}
