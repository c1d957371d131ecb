using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>The destination rules of a scope's services as far as they balance by hash.</summary>
/// <param name="Namespace">Namespace of the proxies.</param>
/// <param name="Items">Hostnames in ordinal order, each with the rules that may apply.</param>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:DestinationRule.</remarks>
internal sealed record HashRules(string Namespace, ValueArray<HashRules.Item> Items)
{
    /// <summary>The rule for a hostname and a workload: one that selects it, else one without selector.</summary>
    public DestinationRule? Find(string host, LabelSet labels)
    {
        int low = 0;
        int high = Items.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(Items[middle].Host, host);
            if (order == 0)
            {
                return DestinationRuleLookup.Select(Items[middle].Rules, Namespace, labels)?.Spec;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return null;
    }

    /// <summary>Adds the label keys that rules select by.</summary>
    public void AddLabelKeys(ISet<string> keys)
    {
        foreach (Item item in Items)
        {
            foreach (DestinationRuleConfig rule in item.Rules)
            {
                foreach (KeyValuePair<string, string> label in rule.Selector ?? LabelSet.Empty)
                {
                    keys.Add(label.Key);
                }
            }
        }
    }

    /// <summary>The rules of one hostname.</summary>
    internal readonly record struct Item(string Host, ValueArray<DestinationRuleConfig> Rules);
}
