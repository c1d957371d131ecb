using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Traffic.DestinationRules;

/// <summary>Merges rules of one host: subsets are added up, the first traffic policy stays.</summary>
/// <param name="keepsVisibilities">Rules merge only if they are visible to the same namespaces.</param>
/// <remarks>istiod: pilot/pkg/model/destination_rule.go:mergeDestinationRule.</remarks>
internal sealed class DestinationRuleMerger(bool keepsVisibilities)
{
    private readonly Dictionary<string, List<DestinationRuleEntry>> _byHost = new(StringComparer.Ordinal);

    /// <summary>Adds a rule; call in order of precedence.</summary>
    public void Add(DestinationRuleEntry rule)
    {
        if (!_byHost.TryGetValue(rule.Host, out List<DestinationRuleEntry>? known))
        {
            _byHost.Add(rule.Host, [rule.Copy()]);
            return;
        }

        bool standsAlone = true;
        foreach (DestinationRuleEntry existing in known)
        {
            if (keepsVisibilities)
            {
                if (rule.Visibility.Declared.SetEquals(existing.Visibility.Declared))
                {
                    standsAlone = false;
                }
                else if (existing.Visibility.Declared.Count > 0
                    && rule.Visibility.Declared.IsSupersetOf(existing.Visibility.Declared))
                {
                    // Whoever sees the narrower rule sees this one too; the others see it alone.
                    standsAlone = true;
                }
                else
                {
                    standsAlone = true;
                    continue;
                }
            }

            bool neitherSelects = rule.Selector is null && existing.Selector is null;
            bool bothSelect = rule.Selector is not null && existing.Selector is not null;
            bool sameSelector = (rule.Selector ?? LabelSet.Empty).Equals(existing.Selector ?? LabelSet.Empty);
            if (bothSelect && !sameSelector)
            {
                standsAlone = true;
                continue;
            }

            if (neitherSelects || bothSelect)
            {
                standsAlone = false;
            }

            existing.Merge(rule);
        }

        if (standsAlone)
        {
            known.Add(rule.Copy());
        }
    }

    /// <summary>The merged rules.</summary>
    public DestinationRuleHosts Build()
    {
        Dictionary<string, ValueArray<DestinationRuleConfig>> rules = new(_byHost.Count, StringComparer.Ordinal);
        foreach (KeyValuePair<string, List<DestinationRuleEntry>> host in _byHost)
        {
            DestinationRuleConfig[] built = new DestinationRuleConfig[host.Value.Count];
            for (int i = 0; i < built.Length; i++)
            {
                built[i] = host.Value[i].Build();
            }

            rules.Add(host.Key, ValueArray.Take(built));
        }

        return new DestinationRuleHosts(rules);
    }
}
