using System.Globalization;

namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>User and group that a proxy runs as: on OpenShift the last of the ranges that the namespace was given, else 1337.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:GetProxyIDs, openshift.go.</remarks>
internal readonly record struct ProxyIds(long User, long Group)
{
    private const long Usual = 1337;
    private const string UserRange = "openshift.io/sa.scc.uid-range";
    private const string GroupRanges = "openshift.io/sa.scc.supplemental-groups";

    /// <summary>Reads a namespace's annotations; null is none.</summary>
    public static ProxyIds Of(IReadOnlyDictionary<string, string>? annotations)
    {
        if (annotations is null)
        {
            return new ProxyIds(Usual, Usual);
        }

        long user = annotations.TryGetValue(UserRange, out string? users) && Last(users) is { } lastUser ? lastUser : Usual;
        long group = Usual;
        if (annotations.TryGetValue(GroupRanges, out string? groups) || annotations.TryGetValue(UserRange, out groups))
        {
            group = LastOfFirst(groups) ?? Usual;
        }

        return new ProxyIds(user, group);
    }

    /// <summary>The last of the first range; null if any of the ranges cannot be read.</summary>
    private static long? LastOfFirst(string ranges)
    {
        long? first = null;
        foreach (string range in ranges.Split(','))
        {
            if (Last(range) is not { } last)
            {
                return null;
            }

            first ??= last;
        }

        return first;
    }

    /// <summary>The last id of <c>start/size</c> or <c>start-end</c>; what stands behind is not looked at.</summary>
    private static uint? Last(string range)
    {
        bool isSized = range.Contains('/', StringComparison.Ordinal);
        int separator = range.IndexOf(isSized ? '/' : '-', StringComparison.Ordinal);
        if (separator < 0
            || !uint.TryParse(range.AsSpan(0, separator).TrimStart(' '), NumberStyles.None, CultureInfo.InvariantCulture, out uint start))
        {
            return null;
        }

        ReadOnlySpan<char> rest = range.AsSpan(separator + 1);
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return uint.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out uint second)
            ? isSized ? unchecked(start + second - 1) : second
            : null;
    }
}
