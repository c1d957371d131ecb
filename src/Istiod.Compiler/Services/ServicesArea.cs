using Istiod.Compiler.Selection;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Services;

/// <summary>Kubernetes Services of all clusters and ServiceEntries → services of the mesh.</summary>
/// <remarks>
/// istiod: serviceregistry/kube, serviceregistry/serviceentry, serviceregistry/aggregate/controller.go:Services,
/// model/push_context.go:initServiceRegistry, resolveServiceAliases.
/// </remarks>
internal static class ServicesArea
{
    /// <param name="graph">Gets the collections.</param>
    /// <param name="sources">Services, namespaces, settings.</param>
    /// <param name="selection">Which namespaces count.</param>
    /// <param name="entries">ServiceEntries that count.</param>
    public static ServiceCollections Wire(
        Graph graph, MeshSources sources, NamespaceSelection selection, Collection<ObjectKey, ConfigObject> entries)
    {
        Derived<ObjectKey, MeshService> kubernetes = graph.Derive<ObjectKey, ConfigObject, ObjectKey, MeshService>(
            "kubernetes-services",
            sources.Services,
            (key, item, reads, output) =>
            {
                if (item.Spec is ServiceSpec
                    && selection.Includes(reads, key)
                    && reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
                {
                    LabelSet? annotations = AnnotationsOf(reads, sources.Namespaces, key);
                    output.Add(key, KubernetesServices.Convert(item, key.Cluster, annotations, settings));
                }
            });
        Collection<ObjectKey, ValueArray<EntryAddress>> addresses = AutoAllocationArea.Wire(graph, entries, sources.Settings);
        Derived<ServiceKey, ServiceParts> kubernetesParts = graph.Derive<ObjectKey, MeshService, ServiceKey, ServiceParts>(
            "kubernetes-service-parts",
            kubernetes,
            static (_, service, _, output) => output.Add(service.Key, new ServiceParts([service], default)),
            merge: Concat);
        Derived<ServiceKey, ServiceParts> entryParts = graph.Derive<ObjectKey, ConfigObject, ServiceKey, ServiceParts>(
            "entry-service-parts",
            entries,
            (key, item, reads, output) =>
            {
                if (item.Spec is ServiceEntry && reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
                {
                    reads.TryGet(addresses, key, out ValueArray<EntryAddress> automatic);
                    LabelSet? annotations = AnnotationsOf(reads, sources.Namespaces, key);
                    foreach (KeyValuePair<ServiceKey, ValueArray<MeshService>> service in
                        ServiceEntryServices.Convert(item, automatic, annotations, settings))
                    {
                        output.Add(service.Key, new ServiceParts(default, service.Value));
                    }
                }
            },
            merge: Concat);
        Derived<ServiceKey, ServiceParts> parts =
            graph.Join("service-parts", kubernetesParts, entryParts, static (_, left, right) => left.With(right));
        ServiceAliases aliases = new(graph, parts);
        Derived<Unit, ClusterLocalHosts> clusterLocal = graph.DeriveSingleton(
            "cluster-local-hosts",
            reads => reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
                ? ClusterLocalHosts.Of(settings)
                : ClusterLocalHosts.None);
        Derived<ServiceKey, MeshService> services = graph.Derive<ServiceKey, ServiceParts, ServiceKey, MeshService>(
            "services",
            parts,
            (key, all, reads, output) =>
            {
                if (reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
                {
                    MeshService service = ServiceMerge.Merge(all, settings.ConfigCluster);
                    ValueArray<ServiceKey> others = aliases.Of(reads, key.Host);
                    bool isLocal = reads.TryGet(clusterLocal, out ClusterLocalHosts? hosts) && hosts.Includes(key.Host);
                    output.Add(
                        key,
                        others.IsEmpty && !isLocal ? service : service with { Aliases = others, IsClusterLocal = isLocal });
                }
            });
        Index<Hostname, ServiceKey, MeshService> byHost = graph.AddIndex<Hostname, ServiceKey, MeshService>(
            "services-by-host", services, static (key, _, sink) => sink.Add(key.Host));
        return new ServiceCollections(kubernetes, addresses, parts, services, byHost);
    }

    private static LabelSet? AnnotationsOf(Reads reads, Collection<ObjectKey, ConfigObject> namespaces, ObjectKey item) =>
        reads.TryGet(namespaces, new ObjectKey(item.Cluster, "", item.Namespace), out ConfigObject? found)
            ? found.Meta.Annotations
            : null;

    private static ServiceParts Concat(ServiceKey key, ReadOnlySpan<KeyValuePair<ObjectKey, ServiceParts>> contributions)
    {
        ServiceParts all = contributions[0].Value;
        foreach (KeyValuePair<ObjectKey, ServiceParts> next in contributions[1..])
        {
            all = all.With(next.Value);
        }

        return all;
    }
}
