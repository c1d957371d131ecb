using System.Text.Json.Nodes;
using Istiod.Primitives;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>Whether a pod gets injected at all. The first rule that speaks decides.</summary>
/// <remarks>
/// Order: host network, system namespaces, the label (before the annotation) <c>sidecar.istio.io/inject</c>, the selectors that never
/// inject, those that always do, the policy. istiod: pkg/kube/inject/inject.go:injectRequired, initializer.go:IgnoredNamespaces.
/// </remarks>
internal static class InjectionDecision
{
    private const string Switch = "sidecar.istio.io/inject";

    /// <summary>Decides for a typed pod whose namespace is filled in.</summary>
    public static bool IsRequired(JsonObject pod, InjectorConfig config)
    {
        JsonObject meta = pod.ObjectAt("metadata") ?? [];
        if (pod.ObjectAt("spec")?["hostNetwork"].Truth() == true
            || meta.TextAt("namespace") is "kube-system" or "kube-public" or "kube-node-lease" or "local-path-storage")
        {
            return false;
        }

        JsonObject? labels = meta.ObjectAt("labels");
        string wanted = labels?[Switch].Text() ?? meta.ObjectAt("annotations")?[Switch].Text() ?? "";
        bool? isWanted = wanted switch
        {
            "true" => true,
            "false" => false,
            _ => Matches(config.NeverInject, labels) ? false : Matches(config.AlwaysInject, labels) ? true : null,
        };
        return config.Policy switch
        {
            "enabled" => isWanted ?? true,
            "disabled" => isWanted ?? false,
            _ => false,
        };
    }

    /// <summary>An empty selector would match everything, which nobody means here: it matches nothing.</summary>
    private static bool Matches(IReadOnlyList<LabelSelector> selectors, JsonObject? labels)
    {
        if (selectors.Count == 0)
        {
            return false;
        }

        List<KeyValuePair<string, string>> pairs = [];
        foreach (KeyValuePair<string, JsonNode?> label in labels ?? [])
        {
            pairs.Add(new(label.Key, label.Value.Text() ?? ""));
        }

        LabelSet set = LabelSet.From(pairs);
        foreach (LabelSelector selector in selectors)
        {
            if (!selector.IsEmpty && selector.Matches(set))
            {
                return true;
            }
        }

        return false;
    }
}
