using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>The services of a listener by port. Shared by all scopes whose listeners reach the same services.</summary>
internal sealed class ServicePorts : IEquatable<ServicePorts>
{
    private readonly Dictionary<int, ValueArray<ScopedService>> _byPort;

    private ServicePorts(Dictionary<int, ValueArray<ScopedService>> byPort) => _byPort = byPort;

    /// <summary>Reads the ports of all services.</summary>
    public static ServicePorts Of(Key key, MeshModel model, Reads reads)
    {
        Dictionary<int, List<ScopedService>> found = [];
        foreach (ScopedService scoped in key.Services)
        {
            if (!reads.TryGet(model.Services, scoped.Key, out MeshService? service))
            {
                continue;
            }

            Add(found, scoped, service);
            foreach (MeshService part in service.Parts)
            {
                Add(found, scoped, part);
            }
        }

        Dictionary<int, ValueArray<ScopedService>> byPort = new(found.Count);
        foreach ((int port, List<ScopedService> there) in found)
        {
            byPort.Add(port, ValueArray.From(there));
        }

        return new ServicePorts(byPort);
    }

    private static void Add(Dictionary<int, List<ScopedService>> found, ScopedService scoped, MeshService service)
    {
        foreach (ServicePort port in service.Ports)
        {
            if (!scoped.OnlyPorts.IsEmpty && !scoped.OnlyPorts.Span.Contains(port.Number))
            {
                continue;
            }

            if (!found.TryGetValue(port.Number, out List<ScopedService>? there))
            {
                found.Add(port.Number, there = []);
            }

            if (there.Count == 0 || there[^1] != scoped)
            {
                there.Add(scoped);
            }
        }
    }

    /// <summary>The services that have a port, in the listener's order.</summary>
    public ValueArray<ScopedService> With(int port) => _byPort.GetValueOrDefault(port);

    /// <inheritdoc/>
    public bool Equals(ServicePorts? other)
    {
        if (other is null || other._byPort.Count != _byPort.Count)
        {
            return false;
        }

        foreach ((int port, ValueArray<ScopedService> services) in _byPort)
        {
            if (!other._byPort.TryGetValue(port, out ValueArray<ScopedService> others) || others != services)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ServicePorts);

    /// <inheritdoc/>
    public override int GetHashCode() => _byPort.Count;

    /// <summary>A list of services as a key: compares by content, and its hash is computed once.</summary>
    internal sealed class Key(ValueArray<ScopedService> services) : IEquatable<Key>
    {
        private readonly int _hash = services.GetHashCode();

        /// <summary>The services.</summary>
        public ValueArray<ScopedService> Services => services;

        /// <inheritdoc/>
        public bool Equals(Key? other) =>
            ReferenceEquals(this, other) || (other is not null && other._hash == _hash && other.Services == services);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Key);

        /// <inheritdoc/>
        public override int GetHashCode() => _hash;
    }
}
