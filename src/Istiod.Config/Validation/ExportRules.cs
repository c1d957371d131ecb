using Istiod.Protobuf;

namespace Istiod.Config.Validation;

/// <summary>Rules on <c>exportTo</c>.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateExportTo, pkg/config/visibility.</remarks>
internal static class ExportRules
{
    private const string Own = ".";
    private const string Everyone = "*";
    private const string Nobody = "~";

    /// <param name="mayBeNobody">Service entries may be hidden from all.</param>
    /// <param name="hasSelector">The destination rule is for some workloads only, which must be in its own namespace.</param>
    public static void Check(Checker check, string ns, RepeatedField<string> exportTo, bool mayBeNobody, bool hasSelector = false)
    {
        using Checker.Scope at = check.In("exportTo");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string entry in exportTo)
        {
            string key = entry == Own ? ns : entry;
            if (seen.Contains(key))
            {
                check.Error(string.Equals(key, entry, StringComparison.Ordinal)
                    ? $"duplicate entries in exportTo for entry {entry}"
                    : $"duplicate entries in exportTo: . and current namespace {ns}");
            }
            else if ((mayBeNobody && entry == Nobody) || Visibility(check, key))
            {
                seen.Add(key);
            }
        }

        if (hasSelector && seen.Count > 0)
        {
            check.Error(!seen.Contains(ns) ? "destination rule with workload selector cannot have exportTo beyond current namespace"
                : seen.Count > 1 ? "destination rule with workload selector cannot have multiple entries in exportTo"
                : null);
        }

        check.Error(seen.Contains(Everyone) && exportTo.Count > 1
            ? "cannot have both public (*) and non-public exportTo values for a resource"
            : null);
        check.Error(seen.Contains(Nobody) && exportTo.Count > 1 ? "cannot export service entry to no one (~) and someone" : null);
    }

    private static bool Visibility(Checker check, string entry)
    {
        string? fault = entry is Own or Everyone || NameChecks.IsLabel(entry) ? null
            : entry == Nobody ? "exportTo ~ (none) is not allowed for Istio configuration objects"
            : "only .,*, or a valid DNS 1123 label is allowed as exportTo entry";
        check.Error(fault);
        return fault is null;
    }
}
