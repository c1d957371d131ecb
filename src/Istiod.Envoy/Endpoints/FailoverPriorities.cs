using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Endpoint.V3;

namespace Istiod.Envoy.Endpoints;

/// <summary>Priorities of endpoints by how many of a list of labels they share with the client.</summary>
/// <remarks>istiod: networking/core/loadbalancer/loadbalancer.go:applyFailoverPriorities.</remarks>
internal static class FailoverPriorities
{
    /// <summary>The label that a priority names, and the value that stands in for the client's, if any.</summary>
    public static (string Label, string? Value) Parse(string priority)
    {
        string[] parts = priority.Split('=');
        return (parts[0], parts.Length == 2 ? parts[1] : null);
    }

    /// <summary>Splits each group by priority: 0 shares all labels, the highest number not even the first.</summary>
    public static void Apply(List<LocalityGroup> groups, LabelSet client, IReadOnlyList<string> priorities)
    {
        List<(string Label, string Value)> wanted = new(priorities.Count);
        Dictionary<string, string> overrides = new(StringComparer.Ordinal);
        foreach (string priority in priorities)
        {
            (string label, string? value) = Parse(priority);
            if (value is not null)
            {
                overrides[label] = value;
            }
        }

        foreach (string priority in priorities)
        {
            string label = Parse(priority).Label;
            wanted.Add((label, overrides.TryGetValue(label, out string? value) ? value : client.GetOrEmpty(label)));
        }

        List<LocalityGroup> split = [];
        foreach (LocalityGroup group in groups)
        {
            Split(group, wanted, split);
        }

        groups.Clear();
        groups.AddRange(split);
        LocalityBalancing.Compact(groups);
    }

    private static void Split(LocalityGroup group, List<(string Label, string Value)> wanted, List<LocalityGroup> split)
    {
        SortedDictionary<uint, LocalityGroup> byPriority = [];
        for (int i = 0; i < group.Endpoints.Count; i++)
        {
            uint priority = PriorityOf(group.Endpoints[i].Labels, wanted);
            if (!byPriority.TryGetValue(priority, out LocalityGroup? part))
            {
                part = new LocalityGroup(group.Locality);
                part.Message.Priority = priority;
                byPriority.Add(priority, part);
            }

            part.Add(group.Endpoints[i], group.Message.LbEndpoints[i]);
        }

        foreach (LocalityGroup part in byPriority.Values)
        {
            uint weight = 0;
            foreach (LbEndpoint endpoint in part.Message.LbEndpoints)
            {
                weight = unchecked(weight + (endpoint.LoadBalancingWeight ?? 0));
            }

            part.Message.LoadBalancingWeight = weight;
            split.Add(part);
        }
    }

    private static uint PriorityOf(LabelSet labels, List<(string Label, string Value)> wanted)
    {
        for (int i = 0; i < wanted.Count; i++)
        {
            if (!string.Equals(labels.GetOrEmpty(wanted[i].Label), wanted[i].Value, StringComparison.Ordinal))
            {
                return (uint)(wanted.Count - i);
            }
        }

        return 0;
    }
}
