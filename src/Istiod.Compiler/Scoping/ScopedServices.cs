using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Scoping;

/// <summary>A list of services, one for each hostname, that can be searched; equal lists are as a rule one object.</summary>
internal sealed class ScopedServices : IEquatable<ScopedServices>
{
    private readonly Dictionary<Hostname, int> _byHost;

    /// <summary>Indexes a list.</summary>
    public ScopedServices(ValueArray<ScopedService> items)
    {
        Items = items;
        _byHost = new Dictionary<Hostname, int>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            _byHost.TryAdd(items[i].Key.Host, i);
        }
    }

    /// <summary>The services, by age.</summary>
    public ValueArray<ScopedService> Items { get; }

    /// <summary>Whether a whole service is in the list: with all its ports.</summary>
    public bool HasAllOf(ServiceKey service) =>
        _byHost.TryGetValue(service.Host, out int at) && Items[at].Key == service && Items[at].OnlyPorts.IsEmpty;

    /// <inheritdoc/>
    public bool Equals(ScopedServices? other) => ReferenceEquals(this, other) || (other is not null && Items == other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ScopedServices);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Count;
}
