using Istiod.Compiler.Names;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Workloads;

/// <summary>The pod that a proxy runs in, if there is one.</summary>
/// <param name="Key">Its object.</param>
/// <param name="Workload">The pod; <c>null</c> if there is none.</param>
/// <remarks>istiod: serviceregistry/kube/controller/pod.go:getPodByProxy, util.go:podKeyByProxy.</remarks>
internal readonly record struct ProxyPod(ObjectKey Key, Workload? Workload)
{
    /// <summary>By the proxy's id if that fits its namespace; by its address if the mesh wants that.</summary>
    public static ProxyPod Find(ProxyIdentity proxy, Reads reads, WorkloadCollections workloads, MeshSettings settings)
    {
        ClusterId cluster = ClusterOf(proxy, settings);
        int dot = proxy.Id.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && proxy.Id.AsSpan(dot + 1).SequenceEqual(proxy.Metadata.Namespace))
        {
            ObjectKey key = new(cluster, proxy.Metadata.Namespace, proxy.Id[..dot]);
            if (reads.TryGet(workloads.Pods, key, out Workload? pod))
            {
                return new ProxyPod(key, pod);
            }
        }

        if (!settings.Features.EnableProxyFindPodByIp || proxy.IPAddresses.IsEmpty)
        {
            return default;
        }

        int count = 0;
        ProxyPod only = default;
        ProxyPod ofNamespace = default;
        foreach (KeyValuePair<ObjectKey, Workload> pod in reads.Lookup(workloads.PodsByAddress, proxy.IPAddresses[0]))
        {
            if (pod.Key.Cluster == cluster)
            {
                count++;
                only = new ProxyPod(pod.Key, pod.Value);
                if (ofNamespace.Workload is null
                    && string.Equals(pod.Key.Namespace, proxy.Namespace, StringComparison.Ordinal))
                {
                    ofNamespace = only;
                }
            }
        }

        return count == 1 ? only : ofNamespace;
    }

    /// <summary>The cluster whose registry knows the proxy: the one it says, else that of the config.</summary>
    public static ClusterId ClusterOf(ProxyIdentity proxy, MeshSettings settings) =>
        proxy.Metadata.ClusterId.Length > 0 ? new ClusterId(proxy.Metadata.ClusterId) : settings.ConfigCluster;

    /// <summary>The pod's labels with its topology; the node is what the proxy says. <c>null</c> without a pod.</summary>
    public LabelSet? LabelsFor(string nodeName)
    {
        if (Workload is null)
        {
            return null;
        }

        LabelSet labels = Workload.Endpoint.Labels;
        return nodeName.Length == 0 || string.Equals(labels.GetOrEmpty(LabelNames.Node), nodeName, StringComparison.Ordinal)
            ? labels
            : Localities.Augment(labels, default, Locality.None, nodeName, default);
    }
}
