using Istiod.Incremental;
using Istiod.Model;

namespace Istiod.Envoy.Routes;

/// <summary>The services that an egress listener reaches on one port. Services are read when they are asked for.</summary>
/// <param name="port">Only this port of each; 0: all ports.</param>
/// <param name="all">The services.</param>
internal sealed class ListenerServices(MeshModel model, Reads reads, int port, PortServices all)
{
    private readonly Dictionary<string, MeshService> _read = new(StringComparer.Ordinal);

    /// <summary>All services.</summary>
    public PortServices All => all;

    /// <summary>The service of a hostname, with the ports that the listener reaches.</summary>
    public MeshService? Find(string host)
    {
        if (_read.TryGetValue(host, out MeshService? known))
        {
            return known;
        }

        if (!all.TryGet(host, out ScopedService scoped) || !reads.TryGet(model.Services, scoped.Key, out MeshService? whole))
        {
            return null;
        }

        MeshService? service = scoped.Restrict(whole);
        service = port == 0 ? service : ServiceHosts.OnPort(service, port);
        if (service is not null)
        {
            _read.Add(host, service);
        }

        return service;
    }
}
