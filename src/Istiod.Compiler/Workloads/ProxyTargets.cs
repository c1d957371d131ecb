using Istiod.Compiler.Endpoints;
using Istiod.Compiler.Services;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Compiler.Workloads;

/// <summary>The service ports that a proxy's own workload serves.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/controller.go:GetProxyServiceTargets, serviceentry/controller.go.</remarks>
internal sealed class ProxyTargets
{
    private readonly MeshSources _sources;
    private readonly ServiceCollections _services;
    private readonly WorkloadCollections _workloads;
    private readonly EndpointCollections _endpoints;
    private readonly Index<NamespacedName, ObjectKey, ConfigObject> _servicesByNamespace;

    public ProxyTargets(
        Graph graph,
        MeshSources sources,
        ServiceCollections services,
        WorkloadCollections workloads,
        EndpointCollections endpoints)
    {
        _sources = sources;
        _services = services;
        _workloads = workloads;
        _endpoints = endpoints;
        _servicesByNamespace = graph.AddIndex<NamespacedName, ObjectKey, ConfigObject>(
            "kubernetes-services-by-namespace",
            sources.Services,
            static (key, _, sink) => sink.Add(new NamespacedName(key.Cluster.Value, key.Namespace)));
    }

    /// <summary>By creation of the service, then by hostname, then as found.</summary>
    public ValueArray<ServiceTarget> Of(ProxyIdentity proxy, Reads reads, ProxyPod pod, MeshSettings settings)
    {
        List<ServiceTarget> targets = [];
        AddKubernetes(targets, proxy, reads, pod, settings);
        AddEntries(targets, proxy, reads);
        ServiceTarget[] sorted = targets.ToArray();
        int[] places = new int[sorted.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        Array.Sort(places, (a, b) =>
        {
            MeshService left = targets[a].Service;
            MeshService right = targets[b].Service;
            int order = left.CreationTime.CompareTo(right.CreationTime);
            order = order != 0 ? order : left.Key.Host.CompareTo(right.Key.Host);
            return order != 0 ? order : a.CompareTo(b);
        });
        for (int i = 0; i < places.Length; i++)
        {
            sorted[i] = targets[places[i]];
        }

        return ValueArray.Take(sorted);
    }

    private void AddKubernetes(
        List<ServiceTarget> targets, ProxyIdentity proxy, Reads reads, ProxyPod pod, MeshSettings settings)
    {
        if (proxy.IPAddresses.IsEmpty)
        {
            return;
        }

        ClusterId cluster = ProxyPod.ClusterOf(proxy, settings);
        if (FindEntry(proxy, reads, cluster) is { } entry)
        {
            AddOfEntry(targets, entry, reads, cluster);
            return;
        }

        if (pod.Workload is null || ProxyWorkloads.IsVirtualMachine(proxy))
        {
            AddOfLabels(targets, proxy, reads, cluster);
            return;
        }

        int selecting = 0;
        foreach (KeyValuePair<ObjectKey, ConfigObject> item in ServicesOf(reads, cluster, pod.Key.Namespace))
        {
            if (item.Value.Spec is ServiceSpec spec && Selects(spec, pod.Workload.Endpoint.Labels))
            {
                selecting++;
                if (reads.TryGet(_services.Kubernetes, item.Key, out MeshService? service))
                {
                    TargetPorts.Add(targets, service, spec, port => TargetPorts.OfPod(port, reads, _sources.Pods, pod.Key));
                }
            }
        }

        if (selecting == 0)
        {
            AddOfSlices(targets, proxy, reads, cluster);
        }
    }

    /// <summary>The WorkloadEntry of the proxy's address; of several that of its name, else of its namespace, else the first.</summary>
    /// <remarks>istiod: serviceregistry/util/workloadinstances/util.go:GetInstanceForProxy.</remarks>
    private Workload? FindEntry(ProxyIdentity proxy, Reads reads, ClusterId cluster)
    {
        Workload? first = null;
        Workload? ofNamespace = null;
        foreach (KeyValuePair<ObjectKey, Workload> entry in reads.Lookup(_workloads.EntriesByAddress, proxy.IPAddresses[0]))
        {
            if (entry.Key.Cluster != cluster || entry.Value.IsDnsOnly)
            {
                continue;
            }

            if (string.Equals(proxy.Id, $"{entry.Key.Name}.{entry.Key.Namespace}", StringComparison.Ordinal))
            {
                return entry.Value;
            }

            first ??= entry.Value;
            if (ofNamespace is null && string.Equals(entry.Key.Namespace, proxy.Namespace, StringComparison.Ordinal))
            {
                ofNamespace = entry.Value;
            }
        }

        return ofNamespace ?? first;
    }

    private void AddOfEntry(List<ServiceTarget> targets, Workload entry, Reads reads, ClusterId cluster)
    {
        foreach (KeyValuePair<ObjectKey, ConfigObject> item in ServicesOf(reads, cluster, entry.Name.Namespace))
        {
            if (item.Value.Spec is not ServiceSpec spec
                || !Selects(spec, entry.Endpoint.Labels)
                || !reads.TryGet(_services.Kubernetes, item.Key, out MeshService? service)
                || service.Resolution != Resolution.ClientSide)
            {
                continue;
            }

            foreach (ServicePort port in service.Ports)
            {
                if (port.Protocol != Protocol.Udp && SelectedEntries.PortOf(entry, port, spec) is { } number)
                {
                    targets.Add(new ServiceTarget(service, port, number));
                }
            }
        }
    }

    /// <summary>A proxy without a pod serves what selects the labels it says it has.</summary>
    private void AddOfLabels(List<ServiceTarget> targets, ProxyIdentity proxy, Reads reads, ClusterId cluster)
    {
        if (proxy.Metadata.Labels.Count == 0)
        {
            return;
        }

        int start = targets.Count;
        foreach (KeyValuePair<ObjectKey, ConfigObject> item in ServicesOf(reads, cluster, proxy.Namespace))
        {
            if (item.Value.Spec is not ServiceSpec spec || !Selects(spec, proxy.Metadata.Labels))
            {
                continue;
            }

            if (!reads.TryGet(_services.Kubernetes, item.Key, out MeshService? service)
                || !TargetPorts.Add(targets, service, spec, port => TargetPorts.OfMetadata(port, proxy.Metadata)))
            {
                // One port that cannot be told spoils the whole answer.
                targets.RemoveRange(start, targets.Count - start);
                return;
            }
        }
    }

    /// <summary>A pod that no service selects serves what lists its address.</summary>
    private void AddOfSlices(List<ServiceTarget> targets, ProxyIdentity proxy, Reads reads, ClusterId cluster)
    {
        string address = proxy.IPAddresses[0];
        foreach (KeyValuePair<ObjectKey, SliceContent> slice in reads.Lookup(_endpoints.Slices.ByAddress, address))
        {
            ObjectKey owner = new(cluster, slice.Key.Namespace, slice.Value.ServiceName);
            if (slice.Key.Cluster != cluster
                || !string.Equals(slice.Key.Namespace, proxy.Metadata.Namespace, StringComparison.Ordinal)
                || !reads.TryGet(_services.Kubernetes, owner, out MeshService? service))
            {
                continue;
            }

            foreach (Endpoint endpoint in slice.Value.Endpoints)
            {
                if (string.Equals(endpoint.PrimaryAddress, address, StringComparison.Ordinal)
                    && service.FindPort(endpoint.ServicePortName) is { } port)
                {
                    targets.Add(new ServiceTarget(service, port, endpoint.Port));
                }
            }
        }
    }

    private void AddEntries(List<ServiceTarget> targets, ProxyIdentity proxy, Reads reads)
    {
        foreach (string address in proxy.IPAddresses)
        {
            foreach (KeyValuePair<EntryHostKey, EntryHostEndpoints> host in
                reads.Lookup(_endpoints.Entries.ByAddress, address))
            {
                if (!ProxyWorkloads.IsOfNamespace(proxy, host.Key.Entry.Namespace))
                {
                    continue;
                }

                MeshService service = host.Value.Services[0];
                foreach (Endpoint endpoint in host.Value.Endpoints)
                {
                    if (string.Equals(endpoint.PrimaryAddress, address, StringComparison.Ordinal)
                        && service.FindPort(endpoint.ServicePortNumber) is { } port)
                    {
                        targets.Add(new ServiceTarget(service, port, endpoint.Port));
                    }
                }
            }
        }
    }

    private Entries<ObjectKey, ConfigObject> ServicesOf(Reads reads, ClusterId cluster, string namespaceName) =>
        reads.Lookup(_servicesByNamespace, new NamespacedName(cluster.Value, namespaceName));

    private static bool Selects(ServiceSpec spec, LabelSet labels) => spec.Selector.Count > 0 && spec.Selector.IsSubsetOf(labels);
}
