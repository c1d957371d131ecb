using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Traffic.DestinationRules;

/// <summary>DestinationRule objects → rules of each namespace, merged by host.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:setDestinationRules, destination_rule.go:mergeDestinationRule.</remarks>
internal static class DestinationRulesArea
{
    /// <summary>Adds the index by namespace and the memo that merges.</summary>
    public static Memo<string, NamespaceDestinationRules> Wire(Graph graph, MeshSources sources)
    {
        Index<string, ObjectKey, ConfigObject> byNamespace = graph.AddIndex<string, ObjectKey, ConfigObject>(
            "destination-rules-by-namespace",
            sources.DestinationRules,
            static (key, _, sink) => sink.Add(key.Namespace));
        return graph.AddMemo<string, NamespaceDestinationRules>(
            "destination-rules",
            (namespaceName, reads) => Compile(namespaceName, reads, byNamespace, sources.Settings));
    }

    private static NamespaceDestinationRules Compile(
        string namespaceName,
        Reads reads,
        Index<string, ObjectKey, ConfigObject> byNamespace,
        Collection<SettingsKey, MeshSettings> settingsSource)
    {
        List<ConfigObject> objects = [];
        foreach (KeyValuePair<ObjectKey, ConfigObject> entry in reads.Lookup(byNamespace, namespaceName))
        {
            objects.Add(entry.Value);
        }

        if (objects.Count == 0 || !reads.TryGet(settingsSource, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return NamespaceDestinationRules.None;
        }

        objects.Sort(ByPrecedence);
        DestinationRuleMerger local = new(settings.Features.EnableEnhancedDestinationruleMerge);
        DestinationRuleMerger exported = new(settings.Features.EnableEnhancedDestinationruleMerge);
        DestinationRuleMerger privateOnly = new(settings.Features.EnableEnhancedDestinationruleMerge);
        foreach (ConfigObject item in objects)
        {
            RuleVisibility visibility = RuleVisibility.Of(item, settings.Mesh);
            DestinationRuleEntry rule = DestinationRuleEntry.From(item, visibility, settings.DomainSuffix);
            if (visibility.IncludesOwnNamespace)
            {
                local.Add(rule);
            }

            if (visibility.IsPrivateOnly)
            {
                privateOnly.Add(rule);
            }
            else
            {
                exported.Add(rule);
            }
        }

        return new NamespaceDestinationRules(local.Build(), exported.Build(), privateOnly.Build());
    }

    /// <summary>Rules with a selector first, then older ones, then by name and namespace.</summary>
    private static int ByPrecedence(ConfigObject a, ConfigObject b)
    {
        int order = DestinationRuleEntry.HasSelector(b).CompareTo(DestinationRuleEntry.HasSelector(a));
        order = order != 0 ? order : a.Meta.CreationTime.CompareTo(b.Meta.CreationTime);
        order = order != 0 ? order : string.CompareOrdinal(a.Meta.Name, b.Meta.Name);
        return order != 0 ? order : string.CompareOrdinal(a.Meta.Namespace, b.Meta.Namespace);
    }
}
