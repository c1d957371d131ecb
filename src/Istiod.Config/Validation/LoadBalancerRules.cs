using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on load balancers.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateLoadBalancer.</remarks>
internal static class LoadBalancerRules
{
    private const ulong MaxTable = 5_000_011;

    public static void Check(Checker check, LoadBalancerSettings? settings, OutlierDetection? outlier)
    {
        if (settings is null)
        {
            return;
        }

        using Checker.Scope at = check.In("loadBalancer");
        if (settings.ConsistentHash is { } hash)
        {
            using Checker.Scope here = check.In("consistentHash");
            Hash(check, hash);
        }

        LocalityRules.Check(check, "localityLbSetting", settings.LocalityLbSetting, hasOutlier: outlier is not null);
        if (settings.Warmup is { } warmup)
        {
            using Checker.Scope here = check.In("warmup");
            check.Error("duration", warmup.Duration is null ? "duration is required" : DurationRules.Check(warmup.Duration));
            check.Error(
                "minimumPercent",
                warmup.MinimumPercent > 100 ? "minimumPercent value should be less than or equal to 100" : null);
            check.Error("aggression", warmup.Aggression < 1 ? "aggression should be greater than or equal to 1" : null);
        }
    }

    private static void Hash(Checker check, LoadBalancerSettings.Types.ConsistentHashLB hash)
    {
        if (hash.HttpCookie is { } cookie)
        {
            using Checker.Scope at = check.In("httpCookie");
            check.Error("name", cookie.Name.Length == 0 ? "name required for HttpCookie" : null);
            HashSet<string> names = new(StringComparer.Ordinal);
            for (int i = 0; i < cookie.Attributes.Count; i++)
            {
                using Checker.Scope item = check.In("attributes", i);
                string name = cookie.Attributes[i].Name;
                check.Error("name", name.Length == 0 ? "cookie attribute name cannot be empty"
                    : names.Add(name) ? null
                    : $"duplicate cookie attribute name: {name}");
            }
        }

        if (hash.MinimumRingSize != 0)
        {
            check.Warning(
                "minimumRingSize",
                "consistent hash MinimumRingSize is deprecated, use ConsistentHashLB's RingHash configuration instead");
            check.Error(
                "minimumRingSize",
                hash.HashAlgorithmCase == LoadBalancerSettings.Types.ConsistentHashLB.HashAlgorithmOneofCase.None
                    ? null
                    : "only one of MinimumRingSize or Maglev/Ringhash can be specified");
        }

        if (hash.Maglev is { } maglev)
        {
            check.Error("maglev.tableSize", maglev.TableSize == 0 ? "tableSize must be set for maglev" : null);
            check.Error("maglev.tableSize", maglev.TableSize >= MaxTable ? "tableSize must be less than 5000011 for maglev" : null);
            check.Error("maglev.tableSize", IsPrime(maglev.TableSize) ? null : "tableSize must be a prime number for maglev");
        }
    }

    /// <summary>As Envoy tells: 1 counts.</summary>
    private static bool IsPrime(ulong number)
    {
        if (number is > 0 and < 4)
        {
            return true;
        }

        if (number % 2 == 0)
        {
            return false;
        }

        // Exact up to 32 bits. A larger number is refused for its size; the reference would divide for seconds to say more about it.
        ulong limit = Math.Min((ulong)Math.Sqrt(number), 65_536);
        for (ulong factor = 3; factor <= limit; factor += 2)
        {
            if (number % factor == 0)
            {
                return false;
            }
        }

        return true;
    }
}
