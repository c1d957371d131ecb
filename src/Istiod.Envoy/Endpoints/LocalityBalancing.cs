using Istiod.Model;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Endpoints;

/// <summary>Orders and weighs the localities of an assignment for one client.</summary>
/// <remarks>istiod: networking/core/loadbalancer/loadbalancer.go:ApplyLocalityLoadBalancer.</remarks>
internal static class LocalityBalancing
{
    /// <summary>Applies a setting to <paramref name="groups"/>: a distribution, or priorities if failover is on.</summary>
    /// <param name="groups">By locality; priorities of labels split them.</param>
    /// <param name="client">Where the client is, and its labels.</param>
    /// <param name="setting">The setting in force; <c>null</c>: nothing is done.</param>
    /// <param name="failsOver">Whether priorities may be made.</param>
    /// <param name="comparesLabels">Whether priorities by label can be made.</param>
    public static void Apply(
        List<LocalityGroup> groups,
        EndpointClient client,
        LocalityLoadBalancerSetting? setting,
        bool failsOver,
        bool comparesLabels = true)
    {
        if (setting is null)
        {
            return;
        }

        if (setting.Distribute.Count > 0)
        {
            Distribute(groups, client.Locality, setting);
        }
        else if (failsOver)
        {
            if (setting.FailoverPriority.Count > 0 && comparesLabels && client.Labels is { Count: > 0 } labels)
            {
                FailoverPriorities.Apply(groups, labels, setting.FailoverPriority);
            }

            if (setting.FailoverPriority.Count == 0 || setting.Failover.Count > 0)
            {
                FailOver(groups, client.Locality, setting);
            }
        }
    }

    /// <summary>Renumbers priorities so that none is left out; the order stays.</summary>
    public static void Compact(List<LocalityGroup> groups)
    {
        SortedSet<uint> used = [];
        foreach (LocalityGroup group in groups)
        {
            used.Add(group.Message.Priority);
        }

        Dictionary<uint, uint> numbers = [];
        foreach (uint priority in used)
        {
            numbers.Add(priority, (uint)numbers.Count);
        }

        foreach (LocalityGroup group in groups)
        {
            group.Message.Priority = numbers[group.Message.Priority];
        }
    }

    /// <summary>
    /// Of the first rule that is for the client's locality: each target's share is split over the localities that it names, by
    /// their weights; localities that no target names get no endpoints.
    /// </summary>
    private static void Distribute(List<LocalityGroup> groups, Locality client, LocalityLoadBalancerSetting setting)
    {
        foreach (LocalityLoadBalancerSetting.Types.Distribute rule in setting.Distribute)
        {
            if (!Matches(client.Region, client.Zone, client.SubZone, rule.From))
            {
                continue;
            }

            HashSet<LocalityGroup> left = [.. groups];
            foreach (KeyValuePair<string, uint> target in BySpecificity(rule.To))
            {
                List<LocalityGroup> matched = [];
                uint total = 0;
                foreach (LocalityGroup group in groups)
                {
                    if (left.Contains(group)
                        && Matches(group.Locality.Region, group.Locality.Zone, group.Locality.SubZone, target.Key))
                    {
                        left.Remove(group);
                        matched.Add(group);
                        total = unchecked(total + (group.Message.LoadBalancingWeight ?? 1));
                    }
                }

                foreach (LocalityGroup group in matched)
                {
                    uint share = unchecked((group.Message.LoadBalancingWeight ?? 1) * target.Value);
                    if (share > 0 && total > 0)
                    {
                        group.Message.LoadBalancingWeight = (uint)Math.Ceiling((double)share / total);
                    }
                }
            }

            foreach (LocalityGroup group in left)
            {
                group.Message.LbEndpoints.Clear();
            }

            return;
        }
    }

    /// <summary>The reference walks them in random order; here longer targets, which are narrower, take their localities first.</summary>
    private static List<KeyValuePair<string, uint>> BySpecificity(IEnumerable<KeyValuePair<string, uint>> targets)
    {
        List<KeyValuePair<string, uint>> sorted = [.. targets];
        sorted.Sort(static (a, b) =>
        {
            int order = Depth(b.Key).CompareTo(Depth(a.Key));
            return order != 0 ? order : string.CompareOrdinal(a.Key, b.Key);
        });
        return sorted;

        static int Depth(string target)
        {
            int depth = 0;
            foreach (string part in target.Split('/'))
            {
                depth += part.Length > 0 && !string.Equals(part, "*", StringComparison.Ordinal) ? 1 : 0;
            }

            return depth;
        }
    }

    /// <summary>Same subzone, zone, region, then the region that is named for failover, then all others.</summary>
    private static void FailOver(List<LocalityGroup> groups, Locality client, LocalityLoadBalancerSetting setting)
    {
        foreach (LocalityGroup group in groups)
        {
            uint distance = Distance(client, group.Locality);
            if (distance == 3)
            {
                foreach (LocalityLoadBalancerSetting.Types.Failover rule in setting.Failover)
                {
                    if (string.Equals(rule.From, client.Region, StringComparison.Ordinal))
                    {
                        distance = string.Equals(group.Locality.Region, rule.To, StringComparison.Ordinal) ? 3u : 4u;
                        break;
                    }
                }
            }

            // Priorities of labels were made before: within each of them locality decides. Five distances.
            group.Message.Priority = (group.Message.Priority * 5) + distance;
        }

        Compact(groups);
    }

    private static uint Distance(Locality a, Locality b) =>
        !string.Equals(a.Region, b.Region, StringComparison.Ordinal) ? 3u
        : !string.Equals(a.Zone, b.Zone, StringComparison.Ordinal) ? 2u
        : !string.Equals(a.SubZone, b.SubZone, StringComparison.Ordinal) ? 1u
        : 0u;

    /// <summary>Whether a locality is one that a rule names; <c>*</c> and missing parts stand for all.</summary>
    private static bool Matches(string region, string zone, string subZone, string rule)
    {
        string[] parts = rule.Split('/');
        return (IsAny(parts[0]) || string.Equals(parts[0], region, StringComparison.Ordinal))
            && MatchesPart(parts, 1, zone)
            && MatchesPart(parts, 2, subZone);

        static bool MatchesPart(string[] parts, int index, string value) =>
            parts.Length <= index
            || parts[index].Length == 0
            || IsAny(parts[index])
            || string.Equals(parts[index], value, StringComparison.Ordinal);

        static bool IsAny(string part) => string.Equals(part, "*", StringComparison.Ordinal);
    }
}
