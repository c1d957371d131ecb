using Istiod.Incremental;
using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Finds the destination rules that apply when a proxy of a namespace calls a service.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:destinationRule, sidecar.go:DestinationRule.</remarks>
public static class DestinationRuleLookup
{
    /// <summary>
    /// Rules for a client: its own namespace's, else those the service's namespace exports to it, else those the root
    /// namespace exports to it. Records at most three reads, of whole namespaces.
    /// </summary>
    public static ValueArray<DestinationRuleConfig> Candidates(
        MeshModel model, Reads reads, string clientNamespace, ServiceKey service)
    {
        string root = model.SettingsOf(reads).RootNamespace;
        bool isRoot = string.Equals(clientNamespace, root, StringComparison.Ordinal);
        NamespaceDestinationRules own = reads.Get(model.DestinationRulesByNamespace, clientNamespace);
        if ((isRoot ? own.PrivateOnly : own.Local).TryFind(service.Host, out ValueArray<DestinationRuleConfig> rules))
        {
            return rules;
        }

        if (service.Namespace.Length > 0
            && TryExported(model, reads, service.Namespace, clientNamespace, service.Host, out rules))
        {
            return rules;
        }

        return TryExported(model, reads, root, clientNamespace, service.Host, out rules) ? rules : default;
    }

    /// <summary>Of several candidates, the one for a workload: a selector that matches wins, else the last without one.</summary>
    /// <param name="candidates">From <see cref="Candidates"/>.</param>
    /// <param name="clientNamespace">Rules with a selector only count in their own namespace.</param>
    /// <param name="labels">The client's labels; <c>null</c> for inbound config, where selectors do not count.</param>
    public static DestinationRuleConfig? Select(
        ValueArray<DestinationRuleConfig> candidates, string clientNamespace, LabelSet? labels)
    {
        DestinationRuleConfig? catchAll = null;
        foreach (DestinationRuleConfig candidate in candidates)
        {
            if (candidate.Selector is null)
            {
                catchAll = candidate;
            }
            else if (labels is not null
                && string.Equals(candidate.From[0].Namespace, clientNamespace, StringComparison.Ordinal)
                && candidate.Selector.IsSubsetOf(labels))
            {
                return candidate;
            }
        }

        return catchAll;
    }

    private static bool TryExported(
        MeshModel model,
        Reads reads,
        string owner,
        string client,
        Hostname host,
        out ValueArray<DestinationRuleConfig> rules)
    {
        if (!reads.Get(model.DestinationRulesByNamespace, owner).Exported.TryFind(host, out rules))
        {
            return false;
        }

        List<DestinationRuleConfig> visible = new(rules.Count);
        foreach (DestinationRuleConfig rule in rules)
        {
            if (rule.ExportTo.Includes(client))
            {
                visible.Add(rule);
            }
        }

        rules = ValueArray.From(visible);
        return visible.Count > 0;
    }
}
