using Istiod.Compiler.Names;
using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>Canonical service and revision of things that do not declare both.</summary>
/// <remarks>istiod: serviceregistry/serviceentry/conversion.go:ensureCanonicalServiceLabels, pkg/kube/labels/labels.go.</remarks>
internal static class CanonicalNames
{
    public static LabelSet AddTo(LabelSet labels, string defaultName)
    {
        if (labels.TryGet(LabelNames.CanonicalName, out _) && labels.TryGet(LabelNames.CanonicalRevision, out _))
        {
            return labels;
        }

        List<KeyValuePair<string, string>> all = [];
        for (int i = 0; i < labels.Count; i++)
        {
            all.Add(labels[i]);
        }

        all.Add(new(
            LabelNames.CanonicalName,
            First(labels, LabelNames.CanonicalName, "app.kubernetes.io/name", "app") ?? defaultName));
        all.Add(new(
            LabelNames.CanonicalRevision,
            First(labels, LabelNames.CanonicalRevision, "app.kubernetes.io/version", "version") ?? "latest"));
        return LabelSet.From(all);
    }

    private static string? First(LabelSet labels, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (labels.TryGet(key, out string? value))
            {
                return value;
            }
        }

        return null;
    }
}
