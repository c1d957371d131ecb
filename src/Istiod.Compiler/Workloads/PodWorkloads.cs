using Istiod.Compiler.Names;
using Istiod.Compiler.Networks;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Workloads;

/// <summary>A pod → a workload.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/endpoint_builder.go, pod.go, pkg/kube/util.go:GetDeployMetaFromPod.</remarks>
internal static class PodWorkloads
{
    public static Workload Convert(
        ObjectKey key, ConfigObject item, Reads reads, MeshSettings settings, NetworkLookup networks, LabelSet? node)
    {
        PodSpec spec = item.SpecAs<PodSpec>();
        LabelSet labels = item.Meta.Labels;
        string ownLocality = Localities.OfLabels(labels);
        Locality locality = Locality.Parse(ownLocality.Length > 0 ? ownLocality : node is null ? "" : Localities.OfNode(node));
        NetworkId network = networks.Of(reads, key.Cluster, spec.PodIP, labels);
        ValueArray<string> addresses = settings.Features.DualStack && spec.PodIPs.Count > 1
            ? spec.PodIPs
            : spec.PodIP.Length > 0 ? [spec.PodIP] : default;
        return new Workload
        {
            Kind = WorkloadKind.Pod,
            Name = item.Key,
            Ports = PortsOf(spec),
            IsSelectable = !IsTerminal(spec)
                && addresses.Count > 0
                && item.Meta.DeletionTime is null
                && spec.IsReady,
            Endpoint = new Endpoint
            {
                Addresses = addresses,
                ServicePortName = "",
                Labels = Localities.Augment(labels, key.Cluster, locality, spec.NodeName, network),
                ServiceAccount = new SpiffeId(settings.TrustDomain, key.Namespace, spec.ServiceAccountName).ToString(),
                Cluster = key.Cluster,
                Network = network,
                Locality = locality,
                AcceptsMutualTls =
                    string.Equals(labels.GetOrEmpty(LabelNames.TlsMode), LabelNames.MutualTls, StringComparison.Ordinal),
                TakesHbone = settings.Features.EnableAmbient
                    && string.Equals(
                        item.Meta.Annotations.GetOrEmpty(LabelNames.AmbientRedirection), "enabled", StringComparison.Ordinal),
                Namespace = key.Namespace,
                WorkloadName = NameOf(item, labels),
                HostName = spec.Subdomain.Length == 0 ? "" : spec.Hostname.Length > 0 ? spec.Hostname : key.Name,
                SubDomain = spec.Subdomain,
                Health = EndpointHealth.Healthy,
                NodeName = spec.NodeName,
            },
        };
    }

    /// <summary>Whether the pod ended; the reference does not list failed pods at all.</summary>
    public static bool IsFailed(PodSpec spec) => string.Equals(spec.Phase, "Failed", StringComparison.Ordinal);

    private static bool IsTerminal(PodSpec spec) =>
        IsFailed(spec) || string.Equals(spec.Phase, "Succeeded", StringComparison.Ordinal);

    private static ValueArray<NamedPort> PortsOf(PodSpec spec)
    {
        List<NamedPort> ports = [];
        foreach (PodContainer container in spec.Containers)
        {
            AddPorts(ports, container);
        }

        foreach (PodContainer container in spec.InitContainers)
        {
            if (string.Equals(container.RestartPolicy, "Always", StringComparison.Ordinal))
            {
                AddPorts(ports, container);
            }
        }

        return ValueArray.From(ports);
    }

    private static void AddPorts(List<NamedPort> ports, PodContainer container)
    {
        foreach (ContainerPort port in container.Ports)
        {
            if (port.Name.Length > 0 && port.Protocol is "TCP" or "")
            {
                ports.Add(new NamedPort(port.Name, port.Port));
            }
        }
    }

    /// <summary>The name label, else the controller of a pod whose name was generated, else the pod's name.</summary>
    private static string NameOf(ConfigObject item, LabelSet labels)
    {
        if (labels.TryGet(LabelNames.WorkloadName, out string? declared))
        {
            return declared;
        }

        if (!item.Meta.HasGeneratedName || item.Meta.Controller is not { } controller)
        {
            return item.Meta.Name;
        }

        return controller.Kind switch
        {
            "ReplicaSet" => WithoutHash(controller.Name, labels, "pod-template-hash", "rollouts-pod-template-hash"),
            "ReplicationController" when labels.GetOrEmpty("deploymentconfig") is { Length: > 0 } config => config,
            "Job" => WithoutTime(controller.Name),
            _ => controller.Name,
        };
    }

    private static string WithoutHash(string name, LabelSet labels, params ReadOnlySpan<string> hashLabels)
    {
        foreach (string label in hashLabels)
        {
            string hash = labels.GetOrEmpty(label);
            if (hash.Length > 0 && name.EndsWith(hash, StringComparison.Ordinal))
            {
                int end = name.Length - hash.Length - 1;
                return end >= 0 && name[end] == '-' ? name[..end] : name;
            }
        }

        return name;
    }

    /// <summary>Jobs of a cron job end in a dash and 8 to 10 digits.</summary>
    private static string WithoutTime(string name)
    {
        int start = name.Length;
        while (start > 0 && char.IsAsciiDigit(name[start - 1]))
        {
            start--;
        }

        // The expression of the reference is greedy: of more than ten digits it would need a dash before the last ten.
        int digits = name.Length - start;
        return digits is >= 8 and <= 10 && start > 1 && name[start - 1] == '-' ? name[..(start - 1)] : name;
    }
}
