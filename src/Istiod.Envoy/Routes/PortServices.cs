using System.Collections.Frozen;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>The services that a listener reaches on a port, by hostname. Shared by all scopes that reach the same ones.</summary>
internal sealed class PortServices : IEquatable<PortServices>
{
    private readonly ValueArray<ScopedService> _services;
    private readonly FrozenDictionary<string, ScopedService> _byHost;

    /// <summary>Indexes services; of one hostname the last counts.</summary>
    /// <param name="services">In the listener's order.</param>
    /// <param name="keepsCase">Whether hostnames stay as they are; else they are taken in lower case.</param>
    public PortServices(ValueArray<ScopedService> services, bool keepsCase)
    {
        _services = services;
        Dictionary<string, ScopedService> byHost = new(services.Count, StringComparer.Ordinal);
        foreach (ScopedService service in services)
        {
            string host = service.Key.Host.Value;
            byHost[keepsCase ? host : host.ToLowerInvariant()] = service;
        }

        Hosts = [.. byHost.Keys];
        Array.Sort(Hosts, string.CompareOrdinal);
        int wildcards = 0;
        while (wildcards < Hosts.Length && Hosts[wildcards].StartsWith('*'))
        {
            // '*' sorts before all letters, digits and dots.
            wildcards++;
        }

        WildcardHosts = Hosts[..wildcards];
        _byHost = byHost.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>All hostnames, ordinal. Never written to.</summary>
    public string[] Hosts { get; }

    /// <summary>Those of <see cref="Hosts"/> that are wildcards.</summary>
    public string[] WildcardHosts { get; }

    /// <summary>Finds a service.</summary>
    public bool TryGet(string host, out ScopedService service) => _byHost.TryGetValue(host, out service);

    /// <inheritdoc/>
    public bool Equals(PortServices? other) =>
        ReferenceEquals(this, other) || (other is not null && _services == other._services);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortServices);

    /// <inheritdoc/>
    public override int GetHashCode() => _services.Count;
}
