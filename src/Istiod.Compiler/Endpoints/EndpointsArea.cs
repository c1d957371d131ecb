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

/// <summary>EndpointSlices, ServiceEntries and workloads → endpoints and identities of each service.</summary>
/// <remarks>istiod: model/endpointshards.go, serviceregistry/serviceentry/conversion.go:mergeServicesInstancesByNamespaceHost.</remarks>
internal static class EndpointsArea
{
    /// <param name="graph">Gets the collections.</param>
    /// <param name="sources">Slices, services, settings.</param>
    /// <param name="selection">Which namespaces count.</param>
    /// <param name="networks">Where addresses are.</param>
    /// <param name="services">Of the services area.</param>
    /// <param name="workloads">Of the workloads area.</param>
    /// <param name="entries">ServiceEntries that count.</param>
    public static EndpointCollections Wire(
        Graph graph,
        MeshSources sources,
        NamespaceSelection selection,
        NetworkLookup networks,
        ServiceCollections services,
        WorkloadCollections workloads,
        Collection<ObjectKey, ConfigObject> entries)
    {
        SliceEndpoints slices = new(graph, sources, selection, networks, services, workloads);
        EntryEndpoints ofEntries = new(graph, sources, networks, services, workloads, entries);
        Derived<ServiceKey, ServiceEndpoints> endpoints = graph.Derive<ServiceKey, ServiceParts, ServiceKey, ServiceEndpoints>(
            "endpoints",
            services.Parts,
            (key, parts, reads, output) =>
            {
                List<Endpoint> all = [];
                if (!parts.External.IsEmpty)
                {
                    AddExternal(all, reads.Lookup(ofEntries.ByService, key));
                }

                if (!parts.Kubernetes.IsEmpty)
                {
                    AddKubernetes(all, parts.Kubernetes, reads, sources, slices, workloads);
                }

                if (all.Count > 0)
                {
                    output.Add(key, new ServiceEndpoints(ValueArray.From(all)));
                }
            });
        Derived<ServiceKey, ValueArray<string>> accounts = graph.Derive<ServiceKey, MeshService, ServiceKey, ValueArray<string>>(
            "service-accounts",
            services.Services,
            (key, service, reads, output) =>
            {
                ValueArray<string> accounts = AccountsOf(service, reads, endpoints, sources.Settings);
                if (!accounts.IsEmpty)
                {
                    output.Add(key, accounts);
                }
            });
        return new EndpointCollections(slices, ofEntries, endpoints, accounts);
    }

    private static void AddExternal(List<Endpoint> all, Entries<EntryHostKey, EntryHostEndpoints> hosts)
    {
        KeyValuePair<EntryHostKey, EntryHostEndpoints>[] byAge = hosts.ToArray();
        Array.Sort(byAge, static (a, b) =>
        {
            int order = a.Value.Services[0].CreationTime.CompareTo(b.Value.Services[0].CreationTime);
            return order != 0 ? order : a.Key.CompareTo(b.Key);
        });
        HashSet<int> ports = [];
        foreach (KeyValuePair<EntryHostKey, EntryHostEndpoints> host in byAge)
        {
            // One service for each address of the entry, each with all endpoints.
            foreach (MeshService service in host.Value.Services)
            {
                bool isSingle = service.Resolution == Resolution.DnsRoundRobin;
                foreach (Endpoint endpoint in host.Value.Endpoints)
                {
                    if (ports.Add(endpoint.ServicePortNumber) || !isSingle)
                    {
                        all.Add(endpoint);
                    }
                }
            }
        }
    }

    private static void AddKubernetes(
        List<Endpoint> all,
        ValueArray<MeshService> services,
        Reads reads,
        MeshSources sources,
        SliceEndpoints slices,
        WorkloadCollections workloads)
    {
        Entries<ObjectKey, SliceContent> contents =
            reads.Lookup(slices.ByService, new NamespacedName(services[0].Key.Namespace, services[0].Name));
        HashSet<(string, string)> seen = [];
        foreach (MeshService service in services)
        {
            ClusterId cluster = service.Addresses[0].Cluster;
            seen.Clear();
            foreach (KeyValuePair<ObjectKey, SliceContent> content in contents)
            {
                if (content.Key.Cluster == cluster)
                {
                    foreach (Endpoint endpoint in content.Value.Endpoints)
                    {
                        // An endpoint that moves from one slice to another is in both for a while.
                        if (seen.Add((endpoint.PrimaryAddress, endpoint.ServicePortName)))
                        {
                            all.Add(endpoint);
                        }
                    }
                }
            }

            if (service.Selector is not null
                && service.Resolution == Resolution.ClientSide
                && reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
                && settings.Features.EnableK8sSelectWorkloadEntries)
            {
                AddSelected(all, service, cluster, reads, sources, workloads);
            }
        }
    }

    private static void AddSelected(
        List<Endpoint> all,
        MeshService service,
        ClusterId cluster,
        Reads reads,
        MeshSources sources,
        WorkloadCollections workloads)
    {
        Entries<ObjectKey, Workload> candidates = reads.Lookup(workloads.EntriesByNamespace, service.Key.Namespace);
        if (candidates.Count > 0
            && reads.TryGet(
                sources.Services, new ObjectKey(cluster, service.Key.Namespace, service.Name), out ConfigObject? item)
            && item.Spec is ServiceSpec spec)
        {
            SelectedEntries.Add(all, service, spec, candidates, cluster);
        }
    }

    /// <remarks>istiod: model/push_context.go:addServiceAccounts, pkg/spiffe/spiffe.go:ExpandWithTrustDomains.</remarks>
    private static ValueArray<string> AccountsOf(
        MeshService service,
        Reads reads,
        Collection<ServiceKey, ServiceEndpoints> endpoints,
        Collection<SettingsKey, MeshSettings> settingsSource)
    {
        SortedSet<string> accounts = new(StringComparer.Ordinal);
        foreach (string account in service.ServiceAccounts)
        {
            accounts.Add(account);
        }

        if (reads.TryGet(endpoints, service.Key, out ServiceEndpoints? all))
        {
            foreach (Endpoint endpoint in all.Endpoints)
            {
                if (endpoint.ServiceAccount.Length > 0)
                {
                    accounts.Add(endpoint.ServiceAccount);
                }
            }
        }

        if (accounts.Count > 0
            && reads.TryGet(settingsSource, SettingsKey.Mesh, out MeshSettings? settings)
            && settings.Mesh.TrustDomainAliases.Count > 0)
        {
            foreach (string account in ValueArray.Take([.. accounts]))
            {
                if (SpiffeId.TryParse(account, out SpiffeId id))
                {
                    foreach (string alias in settings.Mesh.TrustDomainAliases)
                    {
                        accounts.Add((id with { TrustDomain = new TrustDomain(alias) }).ToString());
                    }
                }
            }
        }

        return ValueArray.Take([.. accounts]);
    }
}
