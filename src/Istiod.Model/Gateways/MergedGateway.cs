using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>All gateways of a workload as one. Compares by value.</summary>
/// <remarks>istiod: pilot/pkg/model/gateway.go:MergedGateway.</remarks>
public sealed class MergedGateway : IEquatable<MergedGateway>
{
    /// <summary>No gateway.</summary>
    public static readonly MergedGateway None = new();

    private int _hash; // it is part of keys, and costly to hash

    /// <summary>Ports in order of precedence.</summary>
    public ValueArray<GatewayPort> Ports { get; init; }

    /// <summary>Route configurations, by name.</summary>
    public ValueArray<GatewayRoute> Routes { get; init; }

    /// <summary>Names of the gateways (<c>namespace/name</c>), sorted.</summary>
    public ValueArray<string> Gateways { get; init; }

    /// <summary>Some server sends TLS on to whatever service its SNI names.</summary>
    public bool PassesToServices { get; init; }

    /// <summary>Whether both are the same in all parts.</summary>
    public bool Equals(MergedGateway? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && GetHashCode() == other.GetHashCode()
            && PassesToServices == other.PassesToServices
            && Gateways == other.Gateways
            && Ports == other.Ports
            && Routes == other.Routes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MergedGateway);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            _hash = HashCode.Combine(Ports, Routes, Gateways, PassesToServices);
        }

        return _hash;
    }

    /// <summary>The route configuration of a name; <c>null</c> if there is none.</summary>
    public GatewayRoute? FindRoute(string name)
    {
        foreach (GatewayRoute route in Routes)
        {
            if (string.Equals(route.Name, name, StringComparison.Ordinal))
            {
                return route;
            }
        }

        return null;
    }
}
