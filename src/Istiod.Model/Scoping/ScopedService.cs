using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>A service within a scope.</summary>
/// <param name="Key">The service; read it from <see cref="MeshModel.Services"/>.</param>
/// <param name="OnlyPorts">If not empty, only these ports are in scope (a Sidecar egress listener with a port).</param>
/// <param name="HiddenAliases">Aliases of the service that the scope does not import.</param>
public readonly record struct ScopedService(
    ServiceKey Key, ValueArray<int> OnlyPorts, ValueArray<ServiceKey> HiddenAliases = default)
{
    /// <summary>The service with the ports and aliases that are in scope.</summary>
    public MeshService Restrict(MeshService service)
    {
        if (!OnlyPorts.IsEmpty)
        {
            List<ServicePort> ports = [];
            foreach (ServicePort port in service.Ports)
            {
                if (OnlyPorts.Span.Contains(port.Number))
                {
                    ports.Add(port);
                }
            }

            service = service with { Ports = ValueArray.From(ports) };
        }

        if (!HiddenAliases.IsEmpty)
        {
            List<ServiceKey> aliases = [];
            foreach (ServiceKey alias in service.Aliases)
            {
                if (!HiddenAliases.Span.Contains(alias))
                {
                    aliases.Add(alias);
                }
            }

            service = service with { Aliases = ValueArray.From(aliases) };
        }

        return service;
    }
}
