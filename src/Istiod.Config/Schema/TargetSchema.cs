using Istiod.Config.Defaulting;
using Istiod.Primitives;

namespace Istiod.Config.Schema;

/// <summary>What policies are attached to: a workload selector, or references.</summary>
internal static class TargetSchema
{
    public static void Check(DataNode spec, SchemaReport report)
    {
        report.OneOf(spec, "spec", "only one of targetRefs or selector can be set", "selector", "targetRef", "targetRefs");
        report.Items(spec["targetRefs"], "spec.targetRefs", 16);
        foreach (DataNode reference in Nodes.Objects(spec["targetRefs"]))
        {
            Reference(reference, "spec.targetRefs", report);
        }

        if (Nodes.Child(spec, "targetRef") is { } single)
        {
            Reference(single, "spec.targetRef", report);
        }

        DataNode? labels = spec["selector"]?["matchLabels"];
        report.Properties(labels, "spec.selector.matchLabels", 4096);
        report.EachLength(labels, "spec.selector.matchLabels", 63);
        foreach (KeyValuePair<string, DataNode> label in labels?.Members ?? [])
        {
            if (label.Key.Length == 0)
            {
                report.Fail("spec.selector.matchLabels", "key must not be empty");
            }

            if (label.Key.Contains('*', StringComparison.Ordinal))
            {
                report.Fail("spec.selector.matchLabels", "wildcard not allowed in label key match");
            }

            if (label.Value.Text.Contains('*', StringComparison.Ordinal))
            {
                report.Fail("spec.selector.matchLabels", "wildcard not allowed in label value match");
            }
        }
    }

    private static void Reference(DataNode reference, string path, SchemaReport report)
    {
        report.Required(reference, path, "kind", "name");
        report.Length(reference["kind"], $"{path}.kind", 63, 1);
        report.Length(reference["name"], $"{path}.name", 253, 1);
        if (reference.TextOf("group") is { Length: > 0 } group && !NameRules.IsDns1123Subdomain(group))
        {
            report.Fail($"{path}.group", $"Invalid value: \"{group}\"");
        }

        if (reference.TextOf("namespace") is { Length: > 0 })
        {
            report.Fail($"{path}.namespace", "cross namespace referencing is not currently supported");
        }
    }
}
