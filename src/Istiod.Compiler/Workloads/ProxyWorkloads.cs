using Istiod.Compiler.Endpoints;
using Istiod.Compiler.Names;
using Istiod.Compiler.Services;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;

namespace Istiod.Compiler.Workloads;

/// <summary>A connected proxy → what the mesh knows of its workload.</summary>
/// <remarks>
/// istiod: model/context.go:SetWorkloadLabels, SetServiceTargets; xds/ads.go:setTopologyLabels;
/// serviceregistry/aggregate/controller.go:GetProxyWorkloadLabels.
/// </remarks>
internal sealed class ProxyWorkloads
{
    private readonly MeshSources _sources;
    private readonly WorkloadCollections _workloads;
    private readonly EntryEndpoints _entries;
    private readonly ProxyTargets _targets;

    private ProxyWorkloads(
        Graph graph,
        MeshSources sources,
        ServiceCollections services,
        WorkloadCollections workloads,
        EndpointCollections endpoints)
    {
        _sources = sources;
        _workloads = workloads;
        _entries = endpoints.Entries;
        _targets = new ProxyTargets(graph, sources, services, workloads, endpoints);
    }

    public static Memo<ProxyIdentity, ProxyWorkload> Wire(
        Graph graph,
        MeshSources sources,
        ServiceCollections services,
        WorkloadCollections workloads,
        EndpointCollections endpoints)
    {
        ProxyWorkloads area = new(graph, sources, services, workloads, endpoints);
        return graph.AddMemo<ProxyIdentity, ProxyWorkload>("proxy-workloads", area.Describe);
    }

    private ProxyWorkload Describe(ProxyIdentity proxy, Reads reads)
    {
        if (!reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return new ProxyWorkload { Labels = proxy.Metadata.Labels };
        }

        ProxyPod pod = ProxyPod.Find(proxy, reads, _workloads, settings);
        LabelSet labels = LabelsOf(proxy, reads, pod, settings);
        Locality locality = LocalityOf(labels) ?? proxy.Locality;
        return new ProxyWorkload
        {
            Labels = Localities.Augment(
                labels, new ClusterId(proxy.Metadata.ClusterId), locality, proxy.Metadata.NodeName, proxy.Network),
            Locality = locality,
            Network = proxy.Network,
            NodeName = proxy.Metadata.NodeName,
            Targets = _targets.Of(proxy, reads, pod, settings),
        };
    }

    private LabelSet LabelsOf(ProxyIdentity proxy, Reads reads, ProxyPod pod, MeshSettings settings)
    {
        if (IsVirtualMachine(proxy))
        {
            return proxy.Metadata.Labels;
        }

        LabelSet? labels = pod.LabelsFor(proxy.Metadata.NodeName) ?? OfServiceEntry(proxy, reads, settings);
        return labels is null ? proxy.Metadata.Labels : Over(StaticLabels(proxy), labels);
    }

    /// <summary>Labels of the endpoint of a ServiceEntry that has one of the proxy's addresses.</summary>
    private LabelSet? OfServiceEntry(ProxyIdentity proxy, Reads reads, MeshSettings settings)
    {
        string cluster = proxy.Metadata.ClusterId;
        if (cluster.Length > 0 && !string.Equals(cluster, settings.ConfigCluster.Value, StringComparison.Ordinal))
        {
            return null;
        }

        foreach (string address in proxy.IPAddresses)
        {
            foreach (KeyValuePair<EntryHostKey, EntryHostEndpoints> host in reads.Lookup(_entries.ByAddress, address))
            {
                if (!IsOfNamespace(proxy, host.Key.Entry.Namespace))
                {
                    continue;
                }

                foreach (Endpoint endpoint in host.Value.Endpoints)
                {
                    if (string.Equals(endpoint.PrimaryAddress, address, StringComparison.Ordinal))
                    {
                        return endpoint.Labels;
                    }
                }
            }
        }

        return null;
    }

    internal static bool IsVirtualMachine(ProxyIdentity proxy) =>
        proxy.Metadata.Labels.GetOrEmpty(LabelNames.TestVirtualMachine).Length > 0;

    internal static bool IsOfNamespace(ProxyIdentity proxy, string namespaceName) =>
        proxy.Metadata.Namespace.Length == 0
        || string.Equals(proxy.Metadata.Namespace, namespaceName, StringComparison.Ordinal);

    private static Locality? LocalityOf(LabelSet labels)
    {
        bool isKnown = labels.TryGet(LabelNames.Region, out string? region);
        isKnown |= labels.TryGet(LabelNames.Zone, out string? zone);
        isKnown |= labels.TryGet(LabelNames.Subzone, out string? subzone);
        if (isKnown)
        {
            return new Locality(region ?? "", zone ?? "", subzone ?? "");
        }

        // Not of the registry, so dots stay dots here.
        string own = labels.TryGet(LabelNames.Locality, out string? text) ? text : labels.GetOrEmpty(LabelNames.OldLocality);
        return own.Length > 0 ? Locality.Parse(own) : null;
    }

    private static LabelSet StaticLabels(ProxyIdentity proxy)
    {
        if (!proxy.Metadata.Raw.TryGet("STATIC_LABELS", out Value? value)
            || value.StructValue is not { } labels)
        {
            return LabelSet.Empty;
        }

        List<KeyValuePair<string, string>> found = [];
        foreach (KeyValuePair<string, Value> label in labels.Fields)
        {
            found.Add(new(label.Key, label.Value.StringValue));
        }

        return LabelSet.From(found);
    }

    private static LabelSet Over(LabelSet below, LabelSet above)
    {
        if (below.Count == 0)
        {
            return above;
        }

        List<KeyValuePair<string, string>> all = [];
        for (int i = 0; i < below.Count; i++)
        {
            all.Add(below[i]);
        }

        for (int i = 0; i < above.Count; i++)
        {
            all.Add(above[i]);
        }

        return LabelSet.From(all);
    }
}
