using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>The services that an egress listener reaches on one port, found by hostname. Services are read when they are asked for.</summary>
internal sealed class ListenerServices
{
    private readonly MeshModel _model;
    private readonly Reads _reads;
    private readonly int _port;
    private readonly Dictionary<string, ScopedService> _scoped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MeshService> _read = new(StringComparer.Ordinal);

    /// <summary>Takes those of <paramref name="services"/>; of one hostname the last counts.</summary>
    /// <param name="port">Only this port of each; 0: all ports.</param>
    public ListenerServices(MeshModel model, Reads reads, int port, ValueArray<ScopedService> services)
    {
        _model = model;
        _reads = reads;
        _port = port;
        foreach (ScopedService service in services)
        {
            string host = service.Key.Host.Value;
            _scoped[port == 0 ? host : host.ToLowerInvariant()] = service;
        }

        Hosts = [.. _scoped.Keys];
        Array.Sort(Hosts, string.CompareOrdinal);

        // '*' sorts before all letters, digits and dots.
        int wildcards = 0;
        while (wildcards < Hosts.Length && Hosts[wildcards].StartsWith('*'))
        {
            wildcards++;
        }

        WildcardHosts = Hosts[..wildcards];
    }

    /// <summary>All hostnames, ordinal.</summary>
    public string[] Hosts { get; }

    /// <summary>Those of <see cref="Hosts"/> that are wildcards.</summary>
    public string[] WildcardHosts { get; }

    /// <summary>Whether there is a service of exactly this hostname.</summary>
    public bool Has(string host) => _scoped.ContainsKey(host);

    /// <summary>The scoped service of a hostname that is there.</summary>
    public ScopedService ScopedOf(string host) => _scoped[host];

    /// <summary>The service of a hostname, with the ports that the listener reaches.</summary>
    public MeshService? Find(string host)
    {
        if (_read.TryGetValue(host, out MeshService? known))
        {
            return known;
        }

        if (!_scoped.TryGetValue(host, out ScopedService scoped)
            || !_reads.TryGet(_model.Services, scoped.Key, out MeshService? whole))
        {
            return null;
        }

        MeshService? service = scoped.Restrict(whole);
        service = _port == 0 ? service : ServiceHosts.OnPort(service, _port);
        if (service is not null)
        {
            _read.Add(host, service);
        }

        return service;
    }
}
