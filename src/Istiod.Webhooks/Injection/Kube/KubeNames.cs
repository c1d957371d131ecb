namespace Istiod.Webhooks.Injection.Kube;

/// <summary>Names of members of pods and reviews, so that reading one does not make them anew.</summary>
internal static class KubeNames
{
    private static readonly HashSet<string> s_names = Collect();

    /// <summary>The names, by their characters.</summary>
    public static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Known { get; } = s_names.GetAlternateLookup<ReadOnlySpan<char>>();

    private static HashSet<string> Collect()
    {
        HashSet<string> names = new(StringComparer.Ordinal) { "request", "object", "oldObject", "operation", "dryRun", "userInfo", "options" };
        HashSet<KubeType> seen = [];
        Collect(KubeTypes.Pod, names, seen);
        return names;
    }

    private static void Collect(KubeType? type, HashSet<string> names, HashSet<KubeType> seen)
    {
        if (type is null || !seen.Add(type))
        {
            return;
        }

        Collect(type.Element, names, seen);
        foreach (KubeField field in type.Members)
        {
            names.Add(field.JsonName);
            Collect(field.Type, names, seen);
        }
    }
}
