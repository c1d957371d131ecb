using Istiod.Compiler.Workloads;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using KubernetesPort = Istiod.Config.Kinds.Core.ServicePort;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Compiler.Endpoints;

/// <summary>WorkloadEntries as endpoints of the Kubernetes services of their cluster that select them.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/controller.go:collectWorkloadInstanceEndpoints, util.go:findServiceTargetPort.</remarks>
internal static class SelectedEntries
{
    /// <summary>The port of a workload that serves a service port; <c>null</c> if its target has a name that the workload lacks.</summary>
    public static int? PortOf(Workload workload, ServicePort port, ServiceSpec service)
    {
        foreach (KubernetesPort candidate in service.Ports)
        {
            if (!string.Equals(candidate.Name, port.Name, StringComparison.Ordinal) && candidate.Port != port.Number)
            {
                continue;
            }

            if (candidate.TargetPort.Number > 0)
            {
                int own = candidate.Name.Length > 0 ? workload.FindPort(candidate.Name) : 0;
                return own > 0 ? own : candidate.TargetPort.Number;
            }

            if (candidate.TargetPort.Name is { Length: > 0 } target)
            {
                int named = workload.FindPort(target);
                return named > 0 ? named : null;
            }

            break;
        }

        return port.Number;
    }

    /// <summary>Adds the endpoints of one cluster's service, port by port.</summary>
    public static void Add(
        List<Endpoint> endpoints,
        MeshService service,
        ServiceSpec spec,
        Entries<ObjectKey, Workload> candidates,
        ClusterId cluster)
    {
        foreach (ServicePort port in service.Ports)
        {
            foreach (KeyValuePair<ObjectKey, Workload> candidate in candidates)
            {
                Workload workload = candidate.Value;
                if (candidate.Key.Cluster == cluster
                    && !workload.IsDnsOnly
                    && service.Selector!.IsSubsetOf(workload.Endpoint.Labels) // the caller looked
                    && PortOf(workload, port, spec) is { } number)
                {
                    endpoints.Add(workload.Endpoint with { ServicePortName = port.Name, Port = number });
                }
            }
        }
    }
}
