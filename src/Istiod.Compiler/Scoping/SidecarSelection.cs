using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using WorkloadSelector = Istiod.Model.WorkloadSelector;

namespace Istiod.Compiler.Scoping;

/// <summary>Which Sidecar object applies to a workload.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:initSidecarScopes, doGetSidecarScope.</remarks>
internal static class SidecarSelection
{
    /// <summary>
    /// In the workload's namespace the oldest whose selector matches, else the oldest without selector; else the oldest without
    /// selector in the root namespace; else none.
    /// </summary>
    public static ScopeKey Select(
        WorkloadSelector workload, string rootNamespace, Index<string, ObjectKey, ConfigObject> byNamespace, Reads reads)
    {
        ConfigObject? chosen = Oldest(reads.Lookup(byNamespace, workload.Namespace), workload.Labels);
        if (chosen is null && workload.Namespace != rootNamespace)
        {
            chosen = Oldest(reads.Lookup(byNamespace, rootNamespace), labels: null);
        }

        return new ScopeKey(workload.Namespace, chosen?.Key ?? default, IsGateway: false);
    }

    private static ConfigObject? Oldest(Entries<ObjectKey, ConfigObject> candidates, LabelSet? labels)
    {
        ConfigObject? selecting = null;
        ConfigObject? general = null;
        foreach ((ObjectKey _, ConfigObject candidate) in candidates)
        {
            if (candidate.Spec is not Sidecar spec)
            {
                continue;
            }

            if (spec.WorkloadSelector is null)
            {
                general = Older(general, candidate);
            }
            else if (labels is not null && Selects(spec.WorkloadSelector, labels))
            {
                selecting = Older(selecting, candidate);
            }
        }

        return selecting ?? general;
    }

    private static ConfigObject Older(ConfigObject? known, ConfigObject candidate) =>
        known is null || ObjectMeta.CompareByAge(candidate.Meta, known.Meta) < 0 ? candidate : known;

    private static bool Selects(Protos.Istio.Networking.V1Alpha3.WorkloadSelector selector, LabelSet labels)
    {
        foreach (KeyValuePair<string, string> label in selector.Labels)
        {
            if (!labels.TryGet(label.Key, out string? value) || value != label.Value)
            {
                return false;
            }
        }

        return true;
    }
}
