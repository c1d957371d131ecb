using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on destination rules.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateDestinationRule.</remarks>
internal static class DestinationRuleRules
{
    public static ValidationReport Check(ConfigObject item, DestinationRule spec)
    {
        Checker check = new(item.ToString());
        string ns = item.Meta.Namespace;
        check.Error("host", NameChecks.WildcardDomain(spec.Host));
        TrafficPolicyRules.Check(check, ns, spec.TrafficPolicy);
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < spec.Subsets.Count; i++)
        {
            using Checker.Scope at = check.In("subsets", i);
            using Checker.Scope quiet = check.Quiet();
            Subset subset = spec.Subsets[i];
            check.Error("name", names.Add(subset.Name) ? null : $"duplicate subset names: {subset.Name}");
            check.Error("name", DestinationRefs.SubsetName(subset.Name));
            SelectorRules.Tags(check, "labels", subset.HasLabels ? subset.Labels : null);
            TrafficPolicyRules.Check(check, ns, subset.TrafficPolicy);
        }

        ExportRules.Check(check, ns, spec.ExportTo, mayBeNobody: false, hasSelector: spec.WorkloadSelector is not null);
        SelectorRules.Policy(check, spec.WorkloadSelector);
        return check.Finish();
    }
}
