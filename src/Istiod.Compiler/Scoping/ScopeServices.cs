using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Scoping;

/// <summary>Collects the services of a scope: one for each hostname, Kubernetes before others, the first before later ones.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:appendSidecarServices.</remarks>
internal sealed class ScopeServices
{
    private readonly Dictionary<Hostname, int> _byHost = [];
    private readonly List<(ScopedService Scoped, bool IsKubernetes)> _items = [];

    /// <summary>Adds a service unless its hostname is taken by one that goes first; ports of one service's parts are united.</summary>
    public void Add(ScopedService scoped, bool isKubernetes)
    {
        if (_byHost.TryAdd(scoped.Key.Host, _items.Count))
        {
            _items.Add((scoped, isKubernetes));
            return;
        }

        int at = _byHost[scoped.Key.Host];
        (ScopedService known, bool knownIsKubernetes) = _items[at];
        if (knownIsKubernetes != isKubernetes)
        {
            if (isKubernetes)
            {
                _items[at] = (scoped, true);
            }
        }
        else if (known.Key == scoped.Key && !known.OnlyPorts.IsEmpty)
        {
            _items[at] = (known with { OnlyPorts = Unite(known.OnlyPorts, scoped.OnlyPorts) }, isKubernetes);
        }
    }

    /// <summary>What was collected, in order.</summary>
    public ValueArray<ScopedService> ToArray()
    {
        ScopedService[] array = new ScopedService[_items.Count];
        for (int i = 0; i < array.Length; i++)
        {
            array[i] = _items[i].Scoped;
        }

        return ValueArray.Take(array);
    }

    // Empty stands for all ports.
    private static ValueArray<int> Unite(ValueArray<int> first, ValueArray<int> second)
    {
        if (second.IsEmpty)
        {
            return second;
        }

        List<int> ports = [.. first.Span];
        foreach (int port in second)
        {
            if (!ports.Contains(port))
            {
                ports.Add(port);
            }
        }

        return ValueArray.From(ports);
    }
}
