namespace Istiod.Render.Tests;

/// <summary>Reads that no test can miss, and why: whatever changes them changes another read of the same function, or nothing does.</summary>
internal static class CoveredReads
{
    private const string OfSettings = "made of the settings alone, which every reader of it reads too";
    private const string Pure = "a function of its key alone: it never changes";

    private static readonly (string Site, string Reason)[] s_all =
    [
        ("cluster-plan reads cluster-plan-shared (memo)", Pure),
        ("endpoint-plan reads endpoint-plan-shared (memo)", Pure),
        ("patched-views reads patched-resources (memo)", Pure),
        ("proxy-view reads patched-views (memo)", "reads patched resources only, and these are functions of their keys"),
        ("gateways-merged reads gateways-of-selection (memo)", "the reader looks up all gateways that its key names, with their content"),
        ("scope-services reads services-public-by-host (memo)", "chooses between equal lists, so that many scopes hold one object"),
        ("services reads aliases-by-host", "whether the host is an ExternalName itself is in the reader's own input: its host has one Service"),
        ("services reads cluster-local-hosts", OfSettings),
        ("ingresses-served reads discovery-selectors", OfSettings),
        ("entry-endpoints reads network-rules", OfSettings),
        ("entry-workloads reads network-rules", OfSettings),
        ("pod-workloads reads network-rules", OfSettings),
        ("slice-endpoints reads network-rules", OfSettings),
    ];

    /// <summary>Why a read needs no test; <c>null</c> if it does.</summary>
    public static string? ReasonOf(string site)
    {
        if (site.EndsWith("-that-count reads discovery-selectors", StringComparison.Ordinal))
        {
            return OfSettings;
        }

        foreach ((string covered, string reason) in s_all)
        {
            if (covered == site)
            {
                return reason;
            }
        }

        return null;
    }
}
