using Istiod.Compiler.Networks;
using Istiod.Compiler.Services;
using Istiod.Compiler.Workloads;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using WorkloadSelector = Istiod.Protos.Istio.Networking.V1Alpha3.WorkloadSelector;
using EntryPort = Istiod.Protos.Istio.Networking.V1Alpha3.ServicePort;

namespace Istiod.Compiler.Endpoints;

/// <summary>ServiceEntries → endpoints of each of their hosts: listed ones, selected workloads, or the host itself.</summary>
/// <remarks>istiod: serviceregistry/serviceentry/conversion.go:services, convertServiceEntryToInstances.</remarks>
internal sealed class EntryEndpoints
{
    private readonly MeshSources _sources;
    private readonly NetworkLookup _networks;
    private readonly ServiceCollections _services;
    private readonly WorkloadCollections _workloads;

    public EntryEndpoints(
        Graph graph,
        MeshSources sources,
        NetworkLookup networks,
        ServiceCollections services,
        WorkloadCollections workloads,
        Collection<ObjectKey, ConfigObject> entries)
    {
        _sources = sources;
        _networks = networks;
        _services = services;
        _workloads = workloads;
        All = graph.Derive<ObjectKey, ConfigObject, EntryHostKey, EntryHostEndpoints>("entry-endpoints", entries, Convert);
        ByService = graph.AddIndex<ServiceKey, EntryHostKey, EntryHostEndpoints>(
            "entry-endpoints-by-service",
            All,
            static (key, _, sink) => sink.Add(new ServiceKey(key.Entry.Namespace, key.Host)));
        ByAddress = graph.AddIndex<string, EntryHostKey, EntryHostEndpoints>(
            "entry-endpoints-by-address",
            All,
            static (_, content, sink) =>
            {
                foreach (Endpoint endpoint in content.Endpoints)
                {
                    if (endpoint.PrimaryAddress.Length > 0)
                    {
                        sink.Add(endpoint.PrimaryAddress);
                    }
                }
            });
    }

    /// <summary>Endpoints of each host of each entry, also if there are none.</summary>
    public Collection<EntryHostKey, EntryHostEndpoints> All { get; }

    /// <summary>Hosts of entries by the service that they make.</summary>
    public Index<ServiceKey, EntryHostKey, EntryHostEndpoints> ByService { get; }

    /// <summary>Hosts of entries by the addresses of their endpoints.</summary>
    public Index<string, EntryHostKey, EntryHostEndpoints> ByAddress { get; }

    private void Convert(ObjectKey key, ConfigObject item, Reads reads, Output<EntryHostKey, EntryHostEndpoints> output)
    {
        if (item.Spec is not ServiceEntry entry
            || !reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return;
        }

        bool isDns = entry.Resolution is ServiceEntry.Types.Resolution.Dns or ServiceEntry.Types.Resolution.DnsRoundRobin;
        List<Workload> workloads = entry.WorkloadSelector is { } selector
            ? Selected(key, selector, isDns, reads, settings.Features)
            : Listed(key, item, entry, reads, settings);
        List<Endpoint> endpoints = [];
        foreach (Workload workload in workloads)
        {
            foreach (EntryPort port in entry.Ports)
            {
                endpoints.Add(EndpointOf(workload, port));
            }
        }

        ValueArray<Endpoint> shared = ValueArray.From(endpoints);
        bool isHost = isDns && entry.WorkloadSelector is null && entry.Endpoints.Count == 0;
        reads.TryGet(_services.EntryAddresses, key, out ValueArray<EntryAddress> addresses);
        foreach (KeyValuePair<ServiceKey, ValueArray<MeshService>> service in
            ServiceEntryServices.Convert(item, addresses, null, settings))
        {
            output.Add(
                new EntryHostKey(key, service.Key.Host),
                new EntryHostEndpoints(service.Value, isHost ? HostItself(key, entry, service.Key.Host) : shared));
        }
    }

    private List<Workload> Listed(ObjectKey key, ConfigObject item, ServiceEntry entry, Reads reads, MeshSettings settings)
    {
        List<Workload> workloads = new(entry.Endpoints.Count);
        for (int i = 0; i < entry.Endpoints.Count; i++)
        {
            NamespacedName name = new(item.Meta.Namespace, string.Create(null, $"{item.Meta.Name}-{i}"));
            workloads.Add(EntryWorkloads.Convert(key.Cluster, name, entry.Endpoints[i], reads, settings, _networks));
        }

        return workloads;
    }

    /// <summary>Pods, then WorkloadEntries, each by name.</summary>
    private List<Workload> Selected(ObjectKey key, WorkloadSelector selector, bool isDns, Reads reads, MeshFeatures features)
    {
        LabelSet labels = LabelSet.From(selector.Labels);
        List<Workload> workloads = [];
        if (features.EnableServiceentrySelectPods)
        {
            Select(reads.Lookup(_workloads.PodsByNamespace, key.Namespace));
        }

        Select(reads.Lookup(_workloads.EntriesByNamespace, key.Namespace));
        return workloads;

        void Select(Entries<ObjectKey, Workload> candidates)
        {
            int start = workloads.Count;
            foreach (KeyValuePair<ObjectKey, Workload> candidate in candidates)
            {
                if (labels.IsSubsetOf(candidate.Value.Endpoint.Labels) && (isDns || !candidate.Value.IsDnsOnly))
                {
                    workloads.Add(candidate.Value);
                }
            }

            workloads.Sort(start, workloads.Count - start, s_byName);
        }
    }

    private static Endpoint EndpointOf(Workload workload, EntryPort port)
    {
        int own = workload.FindPort(port.Name);
        return workload.Endpoint with
        {
            ServicePortName = port.Name,
            ServicePortNumber = (int)port.Number,
            Port = workload.Endpoint.IsSocket ? 0 : own > 0 ? own : TargetOf(port),
        };
    }

    private static ValueArray<Endpoint> HostItself(ObjectKey key, ServiceEntry entry, Hostname host)
    {
        Endpoint[] endpoints = new Endpoint[entry.Ports.Count];
        for (int i = 0; i < endpoints.Length; i++)
        {
            endpoints[i] = new Endpoint
            {
                Addresses = [host.Value],
                ServicePortName = entry.Ports[i].Name,
                ServicePortNumber = (int)entry.Ports[i].Number,
                Port = TargetOf(entry.Ports[i]),
                Cluster = key.Cluster,
                Namespace = key.Namespace,
                WorkloadName = key.Name,
            };
        }

        return ValueArray.Take(endpoints);
    }

    private static int TargetOf(EntryPort port) => (int)(port.TargetPort > 0 ? port.TargetPort : port.Number);

    private static readonly IComparer<Workload> s_byName =
        Comparer<Workload>.Create(static (a, b) => a.Name.CompareTo(b.Name));
}
