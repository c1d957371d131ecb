using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Type.V1Beta1;
using WorkloadSelector = Istiod.Protos.Istio.Type.V1Beta1.WorkloadSelector;

namespace Istiod.Compiler.Policies;

/// <summary>Decides whether a policy applies to a workload or to a service behind a waypoint.</summary>
/// <remarks>istiod: pilot/pkg/model/policyattachment.go:ShouldAttachPolicy.</remarks>
public static class PolicyAttachment
{
    private const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";
    private const string GatewayGroup = "gateway.networking.k8s.io";
    private const string WaypointClass = "istio-waypoint";

    /// <summary>Whether a policy of the given namespace applies to <paramref name="target"/>.</summary>
    /// <param name="policyNamespace">Namespace of the policy.</param>
    /// <param name="selector">Its selector, if any.</param>
    /// <param name="reference">Its single (old) target reference, if any; ignored if there are several.</param>
    /// <param name="references">Its target references.</param>
    public static bool Applies(
        MeshSettings settings,
        PolicyTarget target,
        string policyNamespace,
        WorkloadSelector? selector,
        PolicyTargetReference? reference,
        RepeatedField<PolicyTargetReference> references)
    {
        bool hasReferences = references.Count > 0 || reference is not null;
        if (!target.Labels.TryGet(GatewayNameLabel, out string? gateway))
        {
            return !hasReferences && IsSelected(selector, target.Labels);
        }

        if (!hasReferences)
        {
            return !target.IsWaypoint
                && settings.Features.EnableSelectorBasedK8sGatewayPolicy
                && IsSelected(selector, target.Labels);
        }

        if (references.Count == 0)
        {
            return Refers(settings, target, policyNamespace, gateway, reference!); // it is there, else there are no references
        }

        foreach (PolicyTargetReference one in references)
        {
            if (Refers(settings, target, policyNamespace, gateway, one))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a selector takes a workload: one without labels takes all.</summary>
    public static bool IsSelected(WorkloadSelector? selector, LabelSet labels)
    {
        if (selector is null)
        {
            return true;
        }

        foreach ((string key, string value) in selector.MatchLabels)
        {
            if (!labels.TryGet(key, out string? own) || !string.Equals(own, value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Refers(
        MeshSettings settings, PolicyTarget target, string policyNamespace, string gateway, PolicyTargetReference reference)
    {
        if (target.IsWaypoint
            && target.Service is { } service
            && string.Equals(reference.Name, service.Name, StringComparison.Ordinal)
            && string.Equals(policyNamespace, service.Namespace, StringComparison.Ordinal)
            && (service.Registry == ServiceRegistry.Kubernetes
                ? Is(reference, "", "Service")
                : Is(reference, "networking.istio.io", "ServiceEntry")))
        {
            return true;
        }

        if (target.IsWaypoint
            && string.Equals(policyNamespace, settings.RootNamespace, StringComparison.Ordinal)
            && Is(reference, GatewayGroup, "GatewayClass")
            && string.Equals(reference.Name, WaypointClass, StringComparison.Ordinal))
        {
            return true;
        }

        return string.Equals(target.Namespace, policyNamespace, StringComparison.Ordinal)
            && (reference.Namespace.Length == 0
                || string.Equals(reference.Namespace, target.Namespace, StringComparison.Ordinal))
            && Is(reference, GatewayGroup, "Gateway")
            && string.Equals(reference.Name, gateway, StringComparison.Ordinal);
    }

    private static bool Is(PolicyTargetReference reference, string group, string kind)
    {
        // "core" is another name of the group without a name.
        string named = string.Equals(reference.Group, "core", StringComparison.Ordinal) ? "" : reference.Group;
        return string.Equals(named, group, StringComparison.Ordinal)
            && string.Equals(reference.Kind, kind, StringComparison.Ordinal);
    }
}
