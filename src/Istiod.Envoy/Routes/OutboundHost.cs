using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;

namespace Istiod.Envoy.Routes;

/// <summary>A virtual host of an outbound route configuration, marshalled.</summary>
/// <param name="Message">Never written to.</param>
/// <param name="Segment">The message as a field of its route configuration.</param>
/// <param name="Alternatives">Those of its domains that were made by shortening: they yield to hosts that have them as full name.</param>
/// <param name="DependsOnNamespace">Whether its domains depend on the proxy's namespace though its service is in another one.</param>
internal sealed record OutboundHost(VirtualHost Message, Segment Segment, List<string> Alternatives, bool DependsOnNamespace)
{
    /// <summary>Number of <c>virtual_hosts</c> in a route configuration.</summary>
    public const int FieldNumber = 2;

    /// <summary>Marshals a virtual host.</summary>
    public static OutboundHost Of(
        VirtualHost host, ResourceStore store, List<string>? alternatives = null, bool dependsOnNamespace = false) =>
        new(host, store.InternField(FieldNumber, host), alternatives ?? [], dependsOnNamespace);

    /// <summary>Equal bytes and flags; the other parts follow from these.</summary>
    public bool Equals(OutboundHost? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && Segment.Hash == other.Segment.Hash
            && DependsOnNamespace == other.DependsOnNamespace
            && Alternatives.Count == other.Alternatives.Count);

    /// <inheritdoc/>
    public override int GetHashCode() => Segment.Hash.GetHashCode();
}
