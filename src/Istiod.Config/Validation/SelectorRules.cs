using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Type.V1Beta1;
using NetworkingSelector = Istiod.Protos.Istio.Networking.V1Alpha3.WorkloadSelector;

namespace Istiod.Config.Validation;

/// <summary>Rules on what an object applies to: selectors, target references, labels.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateWorkloadSelector, validateOneOfSelectorType, validatePolicyTargetReference.</remarks>
internal static class SelectorRules
{
    private const string NoLabels = "workload selector specified without labels";

    private const string AllowedTargets =
        "[core/v1/Service networking.istio.io/v1/ServiceEntry gateway.networking.k8s.io/v1/Gateway gateway.networking.k8s.io/v1/GatewayClass]";

    /// <summary>The selector of policies.</summary>
    public static void Policy(Checker check, WorkloadSelector? selector)
    {
        if (selector is null)
        {
            return;
        }

        Labels(check, "selector.matchLabels", selector.HasMatchLabels ? selector.MatchLabels : null);
        check.Warning("selector", selector.HasMatchLabels ? null : NoLabels);
    }

    /// <summary>The selector of networking kinds. False if it has faults, which then are the only ones told.</summary>
    /// <param name="area">Begins the warning about an empty selector.</param>
    public static bool Networking(Checker check, NetworkingSelector? selector, string area)
    {
        if (selector is null)
        {
            return true;
        }

        Labels(check, "workloadSelector.labels", selector.HasLabels ? selector.Labels : null);
        if (check.HasErrors)
        {
            return false;
        }

        check.Warning("workloadSelector", selector.HasLabels ? null : $"{area}: {NoLabels}, will be applied to all services in namespace");
        return true;
    }

    /// <summary>At most one way to say what a policy applies to.</summary>
    public static void OneOf(Checker check, WorkloadSelector? selector, PolicyTargetReference? one, bool hasMany)
    {
        int ways = (selector is null ? 0 : 1) + (one is null ? 0 : 1) + (hasMany ? 1 : 0);
        check.Error(ways > 1 ? "only one of targetRefs or workloadSelector can be set" : null);
    }

    /// <summary>A policy's one target.</summary>
    public static void Target(Checker check, PolicyTargetReference? target)
    {
        using Checker.Scope at = check.In("targetRef");
        Reference(check, target);
    }

    /// <summary>A policy's targets.</summary>
    public static void TargetList(Checker check, RepeatedField<PolicyTargetReference> targets)
    {
        for (int i = 0; i < targets.Count; i++)
        {
            using Checker.Scope at = check.In("targetRefs", i);
            Reference(check, targets[i]);
        }
    }

    /// <summary>Keys and values of labels, as Kubernetes takes them.</summary>
    /// <param name="labels">May be null for none.</param>
    public static void Tags(Checker check, string field, MapField<string, string>? labels)
    {
        if (labels is null)
        {
            return;
        }

        foreach ((string key, string value) in labels)
        {
            using Checker.Scope at = check.In(field, key);
            check.Listed(NameChecks.LabelKey(key));
            check.Listed(NameChecks.LabelValue(value));
        }
    }

    private static void Labels(Checker check, string field, MapField<string, string>? labels)
    {
        if (labels is null)
        {
            return;
        }

        foreach ((string key, string value) in labels)
        {
            using Checker.Scope at = check.In(field, key);
            string pair = GoQuote.Of($"{key}={value}");
            check.Error(key.Length == 0 ? $"empty key is not supported in selector: {pair}" : null);
            check.Error(
                key.Contains('*', StringComparison.Ordinal) || value.Contains('*', StringComparison.Ordinal)
                    ? $"wildcard is not supported in selector: {pair}"
                    : null);
        }
    }

    private static void Reference(Checker check, PolicyTargetReference? target)
    {
        if (target is null)
        {
            return;
        }

        check.Error("name", target.Name.Length == 0 ? "targetRef name must be set" : null);
        check.Error(
            "namespace",
            target.Namespace.Length > 0 ? "targetRef namespace must not be set; cross namespace referencing is not supported" : null);
        bool isAllowed = (target.Group, target.Kind) is ("" or "core", "Service")
            or ("networking.istio.io", "ServiceEntry")
            or ("gateway.networking.k8s.io", "Gateway" or "GatewayClass");
        check.Error("kind", isAllowed ? null : $"targetRef must be to one of {AllowedTargets} but was {target.Group}/{target.Kind}");
    }
}
