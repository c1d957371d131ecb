using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Traffic.DestinationRules;

/// <summary>Who may use a destination rule, as its object says.</summary>
/// <param name="Declared">The distinct entries of <c>exportTo</c>; only <c>.</c> for a rule with a selector.</param>
/// <param name="IncludesOwnNamespace">Clients in its own namespace may.</param>
/// <param name="IsPrivateOnly">Nobody outside may.</param>
/// <param name="ExportTo">What clients of other namespaces are checked against.</param>
internal sealed record RuleVisibility(
    HashSet<string> Declared, bool IncludesOwnNamespace, bool IsPrivateOnly, ExportScope ExportTo)
{
    private const string Private = ".";
    private const string Public = "*";

    /// <summary>Reads the object; without <c>exportTo</c> the mesh's default decides.</summary>
    public static RuleVisibility Of(ConfigObject item, MeshConfig mesh)
    {
        DestinationRule rule = item.SpecAs<DestinationRule>();
        HashSet<string> declared = new(StringComparer.Ordinal);
        if (rule.WorkloadSelector is not null)
        {
            // A rule for some workloads stays in their namespace.
            declared.Add(Private);
        }
        else
        {
            foreach (string entry in rule.ExportTo)
            {
                declared.Add(entry);
            }
        }

        string own = item.Meta.Namespace;
        bool isPrivateOnly = declared.Count == 0
            ? mesh.DefaultDestinationRuleExportTo.Contains(Private)
            : declared.Count == 1 && (declared.Contains(Private) || declared.Contains(own));
        return new RuleVisibility(
            declared,
            declared.Count == 0 || declared.Contains(Public) || declared.Contains(Private) || declared.Contains(own),
            isPrivateOnly,
            declared.Count == 0 || declared.Contains(Public) ? ExportScope.Public : Namespaces(declared, own));
    }

    private static ExportScope Namespaces(HashSet<string> declared, string own)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (string entry in declared)
        {
            names.Add(string.Equals(entry, Private, StringComparison.Ordinal) ? own : entry);
        }

        return new ExportScope(false, ValueArray.Take([.. names]));
    }
}
