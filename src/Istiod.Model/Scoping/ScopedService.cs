using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>A service within a scope.</summary>
/// <param name="Key">The service; read it from <see cref="MeshModel.Services"/>.</param>
/// <param name="OnlyPorts">If not empty, only these ports are in scope (a Sidecar egress listener with a port).</param>
public readonly record struct ScopedService(ServiceKey Key, ValueArray<int> OnlyPorts)
{
    /// <summary>The service with the ports that are in scope.</summary>
    public MeshService Restrict(MeshService service)
    {
        if (OnlyPorts.IsEmpty)
        {
            return service;
        }

        List<ServicePort> ports = [];
        foreach (ServicePort port in service.Ports)
        {
            if (OnlyPorts.Span.Contains(port.Number))
            {
                ports.Add(port);
            }
        }

        return service with { Ports = ValueArray.From(ports) };
    }
}
