using Istiod.Compiler.Policies;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Patches;

/// <summary>Patches of workloads' configuration.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:EnvoyFilters.</remarks>
internal sealed class PatchesArea
{
    private readonly Source<SettingsKey, MeshSettings> _settings;
    private readonly Index<string, ObjectKey, FilterPatches> _byNamespace;

    private PatchesArea(Graph graph, MeshSources sources)
    {
        _settings = sources.Settings;
        Derived<ObjectKey, FilterPatches> filters = graph.Derive<ObjectKey, ConfigObject, ObjectKey, FilterPatches>(
            "envoy-filters",
            sources.EnvoyFilters,
            static (key, item, _, output) =>
            {
                if (PatchReader.Read(item) is { } read)
                {
                    output.Add(key, read);
                }
            });
        _byNamespace = graph.AddIndex<string, ObjectKey, FilterPatches>(
            "envoy-filters/namespace", filters, static (key, _, sink) => sink.Add(key.Namespace));
        Workloads = graph.AddMemo<PatchTarget, ValueArray<EnvoyPatch>>("envoy-patches", Of);
    }

    /// <summary>Patches of a workload in the order in which they apply.</summary>
    public Memo<PatchTarget, ValueArray<EnvoyPatch>> Workloads { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    public static PatchesArea Wire(Graph graph, MeshSources sources) => new(graph, sources);

    private ValueArray<EnvoyPatch> Of(PatchTarget proxy, Reads reads)
    {
        if (!reads.TryGet(_settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return default;
        }

        PolicyTarget target = proxy.Workload;
        string root = settings.RootNamespace;
        List<FilterPatches> filters = [];
        if (root.Length > 0)
        {
            Add(filters, target, root, settings, reads);
        }

        if (!string.Equals(target.Namespace, root, StringComparison.Ordinal))
        {
            Add(filters, target, target.Namespace, settings, reads);
        }

        if (filters.Count == 0)
        {
            return default;
        }

        filters.Sort((a, b) => Compare(a, b, root));
        List<EnvoyPatch> patches = [];
        foreach (FilterPatches filter in filters)
        {
            foreach (ReadPatch patch in filter.Patches)
            {
                if (patch.Version?.IsMetBy(proxy.IstioVersion) != false)
                {
                    patches.Add(patch.Patch);
                }
            }
        }

        return ValueArray.From(patches);
    }

    private void Add(List<FilterPatches> filters, PolicyTarget target, string name, MeshSettings settings, Reads reads)
    {
        foreach (KeyValuePair<ObjectKey, FilterPatches> entry in reads.Lookup(_byNamespace, name))
        {
            FilterPatches filter = entry.Value;
            if (PolicyAttachment.Applies(settings, target, name, filter.Selector, null, filter.Spec.TargetRefs))
            {
                filters.Add(filter);
            }
        }
    }

    private static int Compare(FilterPatches a, FilterPatches b, string root)
    {
        if (a.Spec.Priority != b.Spec.Priority)
        {
            return a.Spec.Priority.CompareTo(b.Spec.Priority);
        }

        bool isRootA = string.Equals(a.Meta.Namespace, root, StringComparison.Ordinal);
        bool isRootB = string.Equals(b.Meta.Namespace, root, StringComparison.Ordinal);
        if (isRootA != isRootB)
        {
            return isRootA ? -1 : 1;
        }

        int byTime = a.Meta.CreationTime.CompareTo(b.Meta.CreationTime);
        return byTime != 0
            ? byTime
            : string.CompareOrdinal($"{a.Meta.Name}.{a.Meta.Namespace}", $"{b.Meta.Name}.{b.Meta.Namespace}");
    }
}
