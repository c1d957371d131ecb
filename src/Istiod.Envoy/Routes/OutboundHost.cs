using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;

namespace Istiod.Envoy.Routes;

/// <summary>A virtual host of an outbound route configuration, marshalled.</summary>
/// <param name="Message">Never written to.</param>
/// <param name="Segment">The message as a field of its route configuration.</param>
/// <param name="FullName">Hostname of its service, or of its virtual service.</param>
/// <param name="NameHash"><see cref="HostDomain.HashOf"/> of the message's name.</param>
/// <param name="Domains">The message's domains.</param>
/// <param name="DependsOnNamespace">Whether its domains depend on the proxy's namespace though its service is in another one.</param>
internal sealed record OutboundHost(
    VirtualHost Message,
    Segment Segment,
    HostDomain FullName,
    int NameHash,
    ValueArray<HostDomain> Domains,
    bool DependsOnNamespace)
{
    /// <summary>Number of <c>virtual_hosts</c> in a route configuration.</summary>
    public const int FieldNumber = 2;

    /// <summary>Marshals a virtual host.</summary>
    /// <param name="alternatives">Those of its domains that yield to full names.</param>
    public static OutboundHost Of(
        VirtualHost host,
        string hostname,
        ResourceStore store,
        List<string>? alternatives = null,
        bool dependsOnNamespace = false)
    {
        HostDomain[] domains = new HostDomain[host.Domains.Count];
        for (int i = 0; i < domains.Length; i++)
        {
            domains[i] = HostDomain.Of(host.Domains[i], alternatives?.Contains(host.Domains[i]) is true);
        }

        return new OutboundHost(
            host,
            store.InternField(FieldNumber, host),
            HostDomain.Of(hostname),
            HostDomain.HashOf(host.Name),
            ValueArray.Take(domains),
            dependsOnNamespace);
    }

    /// <summary>The same host under other domains.</summary>
    public OutboundHost WithDomains(List<string> domains, ResourceStore store)
    {
        VirtualHost copy = new()
        {
            Name = Message.Name,
            IncludeRequestAttemptCount = Message.IncludeRequestAttemptCount,
        };
        copy.Domains.AddRange(domains);
        copy.Routes.AddRange(Message.Routes);
        foreach (KeyValuePair<string, Protobuf.AnyValue> config in Message.TypedPerFilterConfig)
        {
            copy.TypedPerFilterConfig.Add(config.Key, config.Value);
        }

        return Of(copy, FullName.Name, store);
    }

    /// <summary>Equal bytes and flags; the other parts follow from these.</summary>
    public bool Equals(OutboundHost? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && Segment.Hash == other.Segment.Hash
            && DependsOnNamespace == other.DependsOnNamespace
            && Domains == other.Domains);

    /// <inheritdoc/>
    public override int GetHashCode() => Segment.Hash.GetHashCode();
}
