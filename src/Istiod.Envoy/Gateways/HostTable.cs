using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Gateways;

/// <summary>Which service each hostname of a scope stands for. Compares by the scope's services.</summary>
internal sealed class HostTable : IEquatable<HostTable>
{
    private readonly ValueArray<ScopedService> _services;
    private readonly Dictionary<Hostname, ServiceKey> _byHost;

    private HostTable(ValueArray<ScopedService> services)
    {
        _services = services;
        _byHost = new Dictionary<Hostname, ServiceKey>(services.Count);
        foreach (ScopedService scoped in services)
        {
            _byHost.TryAdd(scoped.Key.Host, scoped.Key);
        }
    }

    /// <summary>The table of a scope.</summary>
    public static HostTable Of(EgressScope scope) => new(scope.Services);

    /// <summary>The service of a hostname; <c>null</c> if there is none.</summary>
    public ServiceKey? Find(Hostname host) => _byHost.TryGetValue(host, out ServiceKey key) ? key : null;

    /// <inheritdoc/>
    public bool Equals(HostTable? other) => other is not null && _services == other._services;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HostTable);

    /// <inheritdoc/>
    public override int GetHashCode() => _services.GetHashCode();
}
