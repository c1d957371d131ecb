using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Ingresses;

/// <summary>Where the ingress gateway is reached from outside: its Service's load balancer, else the node of one of its pods.</summary>
/// <remarks>istiod: pilot/pkg/config/kube/ingress/ingress.go:runningAddresses.</remarks>
internal sealed class IngressAddresses
{
    private const string Running = "Running";
    private const string ExternalIP = "ExternalIP";
    private const string ExternalName = "ExternalName";

    private readonly MeshSources _sources;
    private readonly Index<ObjectKey, ObjectKey, ConfigObject> _pods;

    /// <summary>Adds the collection to <paramref name="graph"/>.</summary>
    public IngressAddresses(Graph graph, MeshSources sources)
    {
        _sources = sources;
        _pods = graph.AddIndex<ObjectKey, ObjectKey, ConfigObject>("gateway-pods-by-label", sources.Pods, static (key, item, sink) =>
        {
            if (item.Meta.Labels.TryGet(IngressGateways.SelectorLabel, out string? value))
            {
                sink.Add(new ObjectKey(key.Cluster, key.Namespace, value));
            }
        });
        Addresses = graph.DeriveSingleton("ingress-addresses", Of);
    }

    /// <summary>IP addresses and host names: addresses first, each kind sorted.</summary>
    public Derived<Unit, ValueArray<string>> Addresses { get; }

    private ValueArray<string> Of(Reads reads)
    {
        if (!reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return default;
        }

        List<string> addresses = settings.Mesh.IngressService is { Length: > 0 } service
            ? OfService(new ObjectKey(settings.ConfigCluster, settings.Features.K8sIngressNs, service), reads)
            : OfNode(settings, reads);
        addresses.Sort(static (a, b) =>
        {
            int order = IPText.IsAddress(b).CompareTo(IPText.IsAddress(a));
            return order != 0 ? order : string.CompareOrdinal(a, b);
        });
        return ValueArray.From(addresses);
    }

    private List<string> OfService(ObjectKey key, Reads reads)
    {
        if (!reads.TryGet(_sources.Services, key, out ConfigObject? found))
        {
            return [];
        }

        ServiceSpec service = found.SpecAs<ServiceSpec>();
        if (string.Equals(service.Type, ExternalName, StringComparison.Ordinal))
        {
            return [service.ExternalName];
        }

        List<string> addresses = [];
        foreach (LoadBalancerIngress ingress in service.LoadBalancerIngress)
        {
            addresses.Add(ingress.IP.Length > 0 ? ingress.IP : ingress.Hostname);
        }

        addresses.AddRange(service.ExternalIPs);
        return addresses;
    }

    /// <summary>External addresses of the node of the first running pod whose node is known.</summary>
    private List<string> OfNode(MeshSettings settings, Reads reads)
    {
        List<string> addresses = [];
        ObjectKey label = new(settings.ConfigCluster, settings.Features.K8sIngressNs, IngressGateways.SelectorOf(settings.Mesh));
        foreach (KeyValuePair<ObjectKey, ConfigObject> item in reads.Lookup(_pods, label))
        {
            PodSpec pod = item.Value.SpecAs<PodSpec>();
            if (!string.Equals(pod.Phase, Running, StringComparison.Ordinal)
                || !reads.TryGet(_sources.Nodes, new ObjectKey(settings.ConfigCluster, "", pod.NodeName), out ConfigObject? node))
            {
                continue;
            }

            foreach (NodeAddress address in node.SpecAs<NodeSpec>().Addresses)
            {
                if (string.Equals(address.Type, ExternalIP, StringComparison.Ordinal)
                    && address.Address.Length > 0
                    && !addresses.Contains(address.Address))
                {
                    addresses.Add(address.Address);
                }
            }

            break;
        }

        return addresses;
    }
}
