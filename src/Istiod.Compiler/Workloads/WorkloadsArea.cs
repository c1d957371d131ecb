using Istiod.Compiler.Networks;
using Istiod.Compiler.Selection;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Workloads;

/// <summary>Pods and WorkloadEntries → workloads.</summary>
internal static class WorkloadsArea
{
    /// <param name="graph">Gets the collections.</param>
    /// <param name="sources">Pods, nodes, settings.</param>
    /// <param name="selection">Which namespaces count.</param>
    /// <param name="networks">Where addresses are.</param>
    /// <param name="entries">WorkloadEntries that count.</param>
    public static WorkloadCollections Wire(
        Graph graph,
        MeshSources sources,
        NamespaceSelection selection,
        NetworkLookup networks,
        Collection<ObjectKey, ConfigObject> entries)
    {
        // Nodes change all the time (heartbeats); pods depend on their labels only.
        Derived<ObjectKey, LabelSet> nodeLabels = graph.Derive<ObjectKey, ConfigObject, ObjectKey, LabelSet>(
            "node-labels", sources.Nodes, static (key, item, _, output) => output.Add(key, item.Meta.Labels));
        Derived<ObjectKey, Workload> pods = graph.Derive<ObjectKey, ConfigObject, ObjectKey, Workload>(
            "pod-workloads",
            sources.Pods,
            (key, item, reads, output) =>
            {
                if (item.Spec is PodSpec spec
                    && !PodWorkloads.IsFailed(spec)
                    && selection.Includes(reads, key)
                    && reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
                {
                    LabelSet? node = null;
                    if (spec.NodeName.Length > 0)
                    {
                        reads.TryGet(nodeLabels, new ObjectKey(key.Cluster, "", spec.NodeName), out node);
                    }

                    output.Add(key, PodWorkloads.Convert(key, item, reads, settings, networks, node));
                }
            });
        Derived<ObjectKey, Workload> fromEntries = graph.Derive<ObjectKey, ConfigObject, ObjectKey, Workload>(
            "entry-workloads",
            entries,
            (key, item, reads, output) =>
            {
                if (item.Spec is WorkloadEntry
                    && reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
                    && EntryWorkloads.Convert(key, item, reads, settings, networks) is { } workload)
                {
                    output.Add(key, workload);
                }
            });
        return new WorkloadCollections(
            pods,
            ByNamespace(graph, "pod-workloads-by-namespace", pods),
            ByAddress(graph, "pod-workloads-by-address", pods),
            fromEntries,
            ByNamespace(graph, "entry-workloads-by-namespace", fromEntries),
            ByAddress(graph, "entry-workloads-by-address", fromEntries));
    }

    private static Index<string, ObjectKey, Workload> ByNamespace(
        Graph graph, string name, Collection<ObjectKey, Workload> workloads) =>
        graph.AddIndex<string, ObjectKey, Workload>(
            name,
            workloads,
            static (key, workload, sink) =>
            {
                if (workload.IsSelectable)
                {
                    sink.Add(key.Namespace);
                }
            });

    private static Index<string, ObjectKey, Workload> ByAddress(
        Graph graph, string name, Collection<ObjectKey, Workload> workloads) =>
        graph.AddIndex<string, ObjectKey, Workload>(
            name,
            workloads,
            static (_, workload, sink) =>
            {
                if (workload.IsSelectable && workload.Endpoint.PrimaryAddress.Length > 0)
                {
                    sink.Add(workload.Endpoint.PrimaryAddress);
                }
            });
}
