using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using MeshLabelSelector = Istiod.Protos.Istio.Mesh.V1Alpha1.LabelSelector;
using MeshLabelRequirement = Istiod.Protos.Istio.Mesh.V1Alpha1.LabelSelectorRequirement;

namespace Istiod.Compiler.Selection;

/// <summary>Which namespaces count: all, or those that one of the mesh's discovery selectors selects.</summary>
/// <remarks>istiod: pkg/kube/namespace/filter.go. With selectors, a namespace that has no object does not count.</remarks>
internal sealed class NamespaceSelection
{
    private readonly Derived<Unit, ValueArray<MeshLabelSelector>> _selectors;
    private readonly Derived<ObjectKey, Unit> _selected;

    public NamespaceSelection(
        Graph graph,
        Collection<SettingsKey, MeshSettings> settingsSource,
        Collection<ObjectKey, ConfigObject> namespaces)
    {
        _selectors = graph.DeriveSingleton(
            "discovery-selectors",
            reads => reads.TryGet(settingsSource, SettingsKey.Mesh, out MeshSettings? settings)
                ? ValueArray.Take(settings.Mesh.DiscoverySelectors.ToArray())
                : default);
        _selected = graph.Derive<ObjectKey, ConfigObject, ObjectKey, Unit>(
            "selected-namespaces",
            namespaces,
            (key, item, reads, output) =>
            {
                if (IsSelected(Selectors(reads), item.Meta.Labels))
                {
                    output.Add(key, default);
                }
            });
    }

    /// <summary>Whether objects of a cluster's namespace count; those without a namespace do.</summary>
    public bool Includes(Reads reads, ObjectKey item) =>
        item.Namespace.Length == 0
        || Selectors(reads).IsEmpty
        || reads.TryGet(_selected, new ObjectKey(item.Cluster, "", item.Namespace), out _);

    /// <summary>Whether objects of a namespace count at a revision.</summary>
    public bool Includes(Revision revision, ClusterId cluster, string namespaceName) =>
        !revision.TryGet(_selectors, default, out ValueArray<MeshLabelSelector> selectors)
        || selectors.IsEmpty
        || revision.TryGet(_selected, new ObjectKey(cluster, "", namespaceName), out _);

    private static bool IsSelected(ValueArray<MeshLabelSelector> selectors, LabelSet labels)
    {
        foreach (MeshLabelSelector selector in selectors)
        {
            if (Matches(selector, labels))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(MeshLabelSelector selector, LabelSet labels)
    {
        foreach (KeyValuePair<string, string> label in selector.MatchLabels)
        {
            if (!labels.TryGet(label.Key, out string? value) || !string.Equals(value, label.Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        foreach (MeshLabelRequirement requirement in selector.MatchExpressions)
        {
            bool isPresent = labels.TryGet(requirement.Key, out string? value);
            bool isMet = requirement.Operator switch
            {
                "In" => isPresent && requirement.Values.Contains(value!), // present means not null
                "NotIn" => !isPresent || !requirement.Values.Contains(value!), // present means not null
                "Exists" => isPresent,
                "DoesNotExist" => !isPresent,
                _ => false,
            };
            if (!isMet)
            {
                return false;
            }
        }

        return true;
    }

    private ValueArray<MeshLabelSelector> Selectors(Reads reads) =>
        reads.TryGet(_selectors, out ValueArray<MeshLabelSelector> selectors) ? selectors : default;
}
