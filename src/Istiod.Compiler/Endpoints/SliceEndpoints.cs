using Istiod.Compiler.Names;
using Istiod.Compiler.Networks;
using Istiod.Compiler.Selection;
using Istiod.Compiler.Services;
using Istiod.Compiler.Workloads;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Endpoints;

/// <summary>EndpointSlices → endpoints of one slice.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/endpointslice.go:updateEndpointCacheForSlice, endpointHealthStatus.</remarks>
internal sealed class SliceEndpoints
{
    private readonly MeshSources _sources;
    private readonly NamespaceSelection _selection;
    private readonly NetworkLookup _networks;
    private readonly ServiceCollections _services;
    private readonly WorkloadCollections _workloads;

    public SliceEndpoints(
        Graph graph,
        MeshSources sources,
        NamespaceSelection selection,
        NetworkLookup networks,
        ServiceCollections services,
        WorkloadCollections workloads)
    {
        _sources = sources;
        _selection = selection;
        _networks = networks;
        _services = services;
        _workloads = workloads;
        All = graph.Derive<ObjectKey, ConfigObject, ObjectKey, SliceContent>("slice-endpoints", sources.EndpointSlices, Convert);
        ByService = graph.AddIndex<NamespacedName, ObjectKey, SliceContent>(
            "slice-endpoints-by-service",
            All,
            static (key, content, sink) => sink.Add(new NamespacedName(key.Namespace, content.ServiceName)));
        ByAddress = graph.AddIndex<string, ObjectKey, SliceContent>(
            "slice-endpoints-by-address",
            All,
            static (_, content, sink) =>
            {
                foreach (Endpoint endpoint in content.Endpoints)
                {
                    sink.Add(endpoint.PrimaryAddress);
                }
            });
    }

    /// <summary>Content of each slice that belongs to a service.</summary>
    public Collection<ObjectKey, SliceContent> All { get; }

    /// <summary>Slices by namespace and name of their service, of all clusters.</summary>
    public Index<NamespacedName, ObjectKey, SliceContent> ByService { get; }

    /// <summary>Slices by the addresses in them.</summary>
    public Index<string, ObjectKey, SliceContent> ByAddress { get; }

    private void Convert(ObjectKey key, ConfigObject item, Reads reads, Output<ObjectKey, SliceContent> output)
    {
        string serviceName = item.Meta.Labels.GetOrEmpty(LabelNames.SliceService);
        if (item.Spec is not EndpointSliceSpec slice
            || serviceName.Length == 0
            || item.Meta.Labels.TryGet(LabelNames.MultiClusterSliceService, out _)
            || string.Equals(slice.AddressType, "FQDN", StringComparison.Ordinal)
            || !_selection.Includes(reads, key)
            || !reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return;
        }

        reads.TryGet(_services.Kubernetes, new ObjectKey(key.Cluster, key.Namespace, serviceName), out MeshService? service);
        bool joinsFamilies = settings.Features.DualStack && service is not null && service.Addresses[0].Addresses.Count > 1;
        bool drains = service is not null && DrainsEndpoints(service, settings.Features);
        List<Endpoint> endpoints = [];
        foreach (SliceEndpoint entry in slice.Endpoints)
        {
            EndpointHealth health = HealthOf(entry, service is not null, drains);
            foreach (string address in entry.Addresses)
            {
                bool isOfPod = entry.Target is { Kind: "Pod" };
                Workload? pod = FindPod(reads, key, entry, address);
                if (pod is null && isOfPod)
                {
                    continue; // listed before its pod: comes when the pod does
                }

                bool joins = joinsFamilies && isOfPod && pod!.Endpoint.Addresses.Count > 1; // found, as it is of a pod
                if (joins && string.Equals(slice.AddressType, "IPv6", StringComparison.Ordinal))
                {
                    continue; // the endpoint of the IPv4 slice carries both addresses
                }

                Endpoint template = pod is null
                    ? Unknown(reads, key.Cluster, address)
                    : pod.Endpoint;
                foreach (SlicePort port in slice.Ports)
                {
                    endpoints.Add(template with
                    {
                        Addresses = joins ? template.Addresses : [address],
                        ServicePortName = port.Name,
                        Port = port.Port,
                        Health = health,
                    });
                }
            }
        }

        output.Add(key, new SliceContent(serviceName, ValueArray.From(endpoints)));
    }

    /// <summary>The pod that the entry names; for an entry that names none, a pod of the namespace with the address.</summary>
    private Workload? FindPod(Reads reads, ObjectKey slice, SliceEndpoint entry, string address)
    {
        if (entry.Target is { Kind: "Pod" } target)
        {
            string podNamespace = target.Namespace.Length > 0 ? target.Namespace : slice.Namespace;
            reads.TryGet(_workloads.Pods, new ObjectKey(slice.Cluster, podNamespace, target.Name), out Workload? named);
            return named;
        }

        foreach (KeyValuePair<ObjectKey, Workload> pod in reads.Lookup(_workloads.PodsByAddress, address))
        {
            if (pod.Key.Cluster == slice.Cluster && string.Equals(pod.Key.Namespace, slice.Namespace, StringComparison.Ordinal))
            {
                return pod.Value;
            }
        }

        return null;
    }

    private Endpoint Unknown(Reads reads, ClusterId cluster, string address)
    {
        NetworkId network = _networks.Of(reads, cluster, address, LabelSet.Empty);
        return new Endpoint
        {
            Addresses = [address],
            ServicePortName = "",
            Labels = Localities.Augment(LabelSet.Empty, cluster, Locality.None, "", network),
            Cluster = cluster,
            Network = network,
        };
    }

    private static bool DrainsEndpoints(MeshService service, MeshFeatures features) =>
        HasLabel(service, features.PersistentSessionLabel) || HasLabel(service, features.PersistentSessionHeaderLabel);

    private static bool HasLabel(MeshService service, string label) =>
        label.Length > 0 && service.Labels.GetOrEmpty(label).Length > 0;

    private static EndpointHealth HealthOf(SliceEndpoint entry, bool hasService, bool drains)
    {
        // A condition that is absent counts as true, also the one that says that the endpoint goes away.
        return entry.Ready ?? true ? EndpointHealth.Healthy
            : !hasService || !(entry.Terminating ?? true) ? EndpointHealth.Unhealthy
            : drains && (entry.Serving ?? true) ? EndpointHealth.Draining
            : EndpointHealth.Terminating;
    }
}
