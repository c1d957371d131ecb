using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on locality load balancing.</summary>
/// <remarks>istiod: pkg/config/validation/agent/validation.go:ValidateLocalityLbSetting, validateLocalities.</remarks>
internal static class LocalityRules
{
    public static void Check(Checker check, string field, LocalityLoadBalancerSetting? setting, bool hasOutlier)
    {
        if (setting is null)
        {
            return;
        }

        using Checker.Scope at = check.In(field);
        if (setting.HasDistribute && setting.HasFailover)
        {
            check.Error("can not simultaneously specify 'distribute' and 'failover'");
            return;
        }

        if (setting.HasFailover && setting.HasFailoverPriority)
        {
            foreach (string label in setting.FailoverPriority)
            {
                if (label is "topology.kubernetes.io/region" or "topology.kubernetes.io/zone" or "topology.istio.io/subzone")
                {
                    check.Error(
                        "failoverPriority",
                        $"can not simultaneously set 'failover' and topology label '{label}' in 'failover_priority'");
                    return;
                }
            }
        }

        if (!Distribution(check, setting))
        {
            return;
        }

        check.Warning(
            (setting.HasFailover || setting.HasFailoverPriority) && !hasOutlier
                ? "outlier detection policy must be provided for failover"
                : null);
        for (int i = 0; i < setting.Failover.Count; i++)
        {
            using Checker.Scope item = check.In("failover", i);
            string from = setting.Failover[i].From;
            string to = setting.Failover[i].To;
            check.Error(
                string.Equals(from, to, StringComparison.Ordinal) ? "locality lb failover settings must specify different regions" : null);
            check.Error(Has(from, to, '/') ? "locality lb failover only specify region" : null);
            check.Error(Has(from, to, '*') ? "locality lb failover region should not contain '*' wildcard" : null);
        }
    }

    /// <summary>Whether the weights are fine; if not, the rest is not looked at.</summary>
    private static bool Distribution(Checker check, LocalityLoadBalancerSetting setting)
    {
        List<string> sources = [];
        for (int i = 0; i < setting.Distribute.Count; i++)
        {
            using Checker.Scope at = check.In("distribute", i);
            LocalityLoadBalancerSetting.Types.Distribute locality = setting.Distribute[i];
            sources.Add(locality.From);
            uint total = 0;
            foreach (uint weight in locality.To.Values)
            {
                if (weight is 0 or > 100)
                {
                    check.Error("to", "locality weight must be in range [1, 100]");
                    return false;
                }

                total = unchecked(total + weight);
            }

            if (total != 100)
            {
                check.Error("to", $"total locality weight {GoText.Number(total)} != 100");
                return false;
            }

            check.Error("to", Overlap(locality.To.Keys));
        }

        check.Error("distribute", Overlap(sources));
        return true;
    }

    private static bool Has(string from, string to, char c) =>
        from.Contains(c, StringComparison.Ordinal) || to.Contains(c, StringComparison.Ordinal);

    /// <summary>The first locality that is no <c>region/zone/subzone</c> or that an earlier one takes in.</summary>
    private static string? Overlap(IEnumerable<string> localities)
    {
        // What was said so far, with "*" for all below: "r", "r/z", "r/z/s", and which regions and zones were named in part.
        HashSet<string> whole = new(StringComparer.Ordinal);
        HashSet<string> part = new(StringComparer.Ordinal);
        foreach (string locality in localities)
        {
            int stars = locality.AsSpan().Count('*');
            if (stars > 1 || (stars == 1 && locality[^1] != '*'))
            {
                return $"locality {locality} wildcard '*' number can not exceed 1 and must be in the end";
            }

            if (whole.Contains("*") || part.Contains("*"))
            {
                return $"locality {locality} overlap with previous specified ones";
            }

            string[] items = locality.Split('/', 3);
            if (Array.IndexOf(items, "") >= 0)
            {
                return $"locality {locality} must not contain empty region/zone/subzone info";
            }

            if (Known(items, whole, part))
            {
                return $"locality {locality} overlap with previous specified ones";
            }

            string zone = items.Length > 1 ? $"{items[0]}/{items[1]}" : "";
            bool isRegion = items.Length == 1;
            bool isZone = items.Length == 2;
            whole.Add(isRegion ? items[0] : isZone ? (items[1] == "*" ? items[0] : zone) : items[2] == "*" ? zone : locality);
            part.Add(items[0]);
            part.Add(zone);
        }

        return null;
    }

    private static bool Known(string[] items, HashSet<string> whole, HashSet<string> part)
    {
        string region = items[0];
        if (items.Length == 1)
        {
            return part.Contains(region);
        }

        string zone = $"{region}/{items[1]}";
        return whole.Contains(region)
            || (items.Length == 2 ? part.Contains(zone) : whole.Contains(zone) || whole.Contains($"{zone}/{items[2]}"));
    }
}
