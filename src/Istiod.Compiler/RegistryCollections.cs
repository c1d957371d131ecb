using Istiod.Compiler.Endpoints;
using Istiod.Compiler.Networks;
using Istiod.Compiler.Services;
using Istiod.Compiler.Workloads;
using Istiod.Incremental;
using Istiod.Model;

namespace Istiod.Compiler;

/// <summary>Services, workloads, endpoints and networks: the areas that make what others call the service registry.</summary>
internal sealed class RegistryCollections
{
    private RegistryCollections(Graph graph, MeshSources sources)
    {
        NetworkLookup networks = new(graph, sources);
        Services = ServicesArea.Wire(graph, sources, sources.Selection, sources.ServiceEntries);
        Workloads = WorkloadsArea.Wire(graph, sources, sources.Selection, networks, sources.WorkloadEntries);
        Endpoints = EndpointsArea.Wire(
            graph, sources, sources.Selection, networks, Services, Workloads, sources.ServiceEntries);
        Networks = NetworksArea.Wire(graph, sources, Services.Kubernetes);
        ProxyWorkloads = Compiler.Workloads.ProxyWorkloads.Wire(graph, sources, Services, Workloads, Endpoints);
    }

    /// <summary>Services.</summary>
    public ServiceCollections Services { get; }

    /// <summary>Pods and WorkloadEntries.</summary>
    public WorkloadCollections Workloads { get; }

    /// <summary>Endpoints and identities.</summary>
    public EndpointCollections Endpoints { get; }

    /// <summary>Gateways between networks.</summary>
    public Collection<Unit, NetworkTable> Networks { get; }

    /// <summary>What is known of each proxy's workload.</summary>
    public Memo<ProxyIdentity, ProxyWorkload> ProxyWorkloads { get; }

    /// <summary>Adds all of them to <paramref name="graph"/>.</summary>
    public static RegistryCollections Wire(Graph graph, MeshSources sources) => new(graph, sources);
}
