using System.Globalization;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using KubernetesPort = Istiod.Config.Kinds.Core.ServicePort;

namespace Istiod.Compiler.Workloads;

/// <summary>Target ports of Kubernetes services at one workload.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/util.go:FindPort, findPortFromMetadata.</remarks>
internal static class TargetPorts
{
    /// <summary>Adds a target for each port; of ports that come to the same port and protocol the first.</summary>
    /// <param name="targets">Gets the targets.</param>
    /// <param name="service">The service.</param>
    /// <param name="spec">Its object.</param>
    /// <param name="find">The workload's port; <c>null</c> if it has none, and the port is left out.</param>
    /// <returns>Whether each port was found.</returns>
    public static bool Add(
        List<ServiceTarget> targets, MeshService service, ServiceSpec spec, Func<KubernetesPort, int?> find)
    {
        bool isWhole = true;
        HashSet<(int, Protocol)> seen = [];
        foreach (KubernetesPort port in spec.Ports)
        {
            if (service.FindPort(port.Name) is not { } servicePort || find(port) is not { } number)
            {
                isWhole = false;
            }
            else if (seen.Add((number, servicePort.Protocol)))
            {
                targets.Add(new ServiceTarget(service, servicePort, number));
            }
        }

        return isWhole;
    }

    /// <summary>By number, or by the name of a container's port of the same transport.</summary>
    public static int? OfPod(KubernetesPort port, Reads reads, Collection<ObjectKey, ConfigObject> pods, ObjectKey pod)
    {
        if (port.TargetPort.Name is not { } name)
        {
            return NumberOf(port);
        }

        if (!reads.TryGet(pods, pod, out ConfigObject? item) || item.Spec is not PodSpec spec)
        {
            return null;
        }

        return Find(spec.Containers, name, port.Protocol, onlySidecars: false)
            ?? Find(spec.InitContainers, name, port.Protocol, onlySidecars: true);
    }

    /// <summary>By number, or by the name of a port in the metadata; a name that is a number counts if there are none.</summary>
    public static int? OfMetadata(KubernetesPort port, ProxyMetadata metadata)
    {
        if (port.TargetPort.Name is not { } name)
        {
            return NumberOf(port);
        }

        if (!metadata.Raw.TryGet("POD_PORTS", out Value? ports)
            || ports.ListValue is not { } list || list.Values.Count == 0)
        {
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
        }

        foreach (Value entry in list.Values)
        {
            if (entry.StructValue is { } fields
                && Text(fields, "name") == name
                && Text(fields, "protocol") == Transport(port.Protocol)
                && fields.Fields.TryGetValue("containerPort", out Value? container))
            {
                return (int)container.NumberValue;
            }
        }

        return null;
    }

    private static int NumberOf(KubernetesPort port) => port.TargetPort.Number > 0 ? port.TargetPort.Number : port.Port;

    private static int? Find(ValueArray<PodContainer> containers, string name, string protocol, bool onlySidecars)
    {
        foreach (PodContainer container in containers)
        {
            if (onlySidecars && !string.Equals(container.RestartPolicy, "Always", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (ContainerPort port in container.Ports)
            {
                if (string.Equals(port.Name, name, StringComparison.Ordinal)
                    && string.Equals(Transport(port.Protocol), Transport(protocol), StringComparison.Ordinal))
                {
                    return port.Port;
                }
            }
        }

        return null;
    }

    private static string Transport(string protocol) => protocol.Length > 0 ? protocol : "TCP";

    private static string Text(Struct fields, string name) =>
        fields.Fields.TryGetValue(name, out Value? value) ? value.StringValue : "";
}
