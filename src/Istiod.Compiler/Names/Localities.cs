using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Names;

/// <summary>Where things run, as labels tell, and the topology labels that tell it on.</summary>
internal static class Localities
{
    /// <summary>The locality that a workload's own labels name, or the empty string; dots may stand for slashes.</summary>
    /// <remarks>istiod: pkg/model/proxy.go:GetLocalityLabel, SanitizeLocalityLabel.</remarks>
    public static string OfLabels(LabelSet labels)
    {
        string text = labels.TryGet(LabelNames.Locality, out string? value) ? value : labels.GetOrEmpty(LabelNames.OldLocality);
        return text.Contains('/', StringComparison.Ordinal) ? text : text.Replace('.', '/');
    }

    /// <summary>The locality of a node, or the empty string.</summary>
    /// <remarks>istiod: serviceregistry/kube/controller/controller.go:getPodLocality.</remarks>
    public static string OfNode(LabelSet labels)
    {
        string region = Either(labels, LabelNames.Region, LabelNames.OldRegion);
        string zone = Either(labels, LabelNames.Zone, LabelNames.OldZone);
        string subzone = labels.GetOrEmpty(LabelNames.Subzone);
        return region.Length == 0 && zone.Length == 0 && subzone.Length == 0 ? "" : $"{region}/{zone}/{subzone}";
    }

    /// <summary>Adds the topology labels that are known; of these only the network gives way to a label that is there.</summary>
    /// <remarks>istiod: serviceregistry/util/label/label.go:AugmentLabels.</remarks>
    public static LabelSet Augment(LabelSet labels, ClusterId cluster, Locality locality, string node, NetworkId network)
    {
        List<KeyValuePair<string, string>> all = new(labels.Count + 6);
        for (int i = 0; i < labels.Count; i++)
        {
            all.Add(labels[i]);
        }

        Add(all, LabelNames.Region, locality.Region);
        Add(all, LabelNames.Zone, locality.Zone);
        Add(all, LabelNames.Subzone, locality.SubZone);
        Add(all, LabelNames.Cluster, cluster.ToString());
        Add(all, LabelNames.Node, node);
        if (labels.GetOrEmpty(LabelNames.Network).Length == 0)
        {
            Add(all, LabelNames.Network, network.ToString());
        }

        return all.Count == labels.Count ? labels : LabelSet.From(all);
    }

    private static string Either(LabelSet labels, string key, string olderKey)
    {
        string value = labels.GetOrEmpty(key);
        return value.Length > 0 ? value : labels.GetOrEmpty(olderKey);
    }

    private static void Add(List<KeyValuePair<string, string>> labels, string key, string value)
    {
        if (value.Length > 0)
        {
            labels.Add(new(key, value));
        }
    }
}
