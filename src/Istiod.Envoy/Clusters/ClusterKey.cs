using Istiod.Model;

namespace Istiod.Envoy.Clusters;

/// <summary>Everything that decides the content of one outbound cluster, but for what its builder reads and records.</summary>
internal sealed class ClusterKey : IEquatable<ClusterKey>
{
    private readonly int _hash;

    public ClusterKey(
        ServiceKey service,
        int port,
        string subset,
        DestinationRuleConfig? rule,
        ClusterTraits traits,
        DnsClient? client,
        bool passesSni = false)
    {
        Service = service;
        Port = port;
        Subset = subset;
        Rule = rule;
        Traits = traits;
        Client = client;
        PassesSni = passesSni;
        _hash = HashCode.Combine(service, port, subset, rule, traits, client, passesSni);
    }

    /// <summary>The service.</summary>
    public ServiceKey Service { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Name of the rule's subset; empty for the cluster of the whole service.</summary>
    public string Subset { get; }

    /// <summary>The destination rule that applies, or <c>null</c>.</summary>
    public DestinationRuleConfig? Rule { get; }

    /// <summary>Who it is for.</summary>
    public ClusterTraits Traits { get; }

    /// <summary>For clusters that carry their endpoints: what of the client decides which. <c>null</c> for all others.</summary>
    public DnsClient? Client { get; }

    /// <summary>The cluster of a gateway that passes connections on by SNI, to endpoints that take mutual TLS only.</summary>
    public bool PassesSni { get; }

    public bool Equals(ClusterKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && other._hash == _hash
            && other.Port == Port
            && other.PassesSni == PassesSni
            && other.Service == Service
            && string.Equals(other.Subset, Subset, StringComparison.Ordinal)
            && (ReferenceEquals(other.Traits, Traits) || other.Traits.Equals(Traits))
            && (ReferenceEquals(other.Rule, Rule) || (other.Rule?.Equals(Rule) ?? false))
            && (ReferenceEquals(other.Client, Client) || (other.Client?.Equals(Client) ?? false)));

    public override bool Equals(object? obj) => Equals(obj as ClusterKey);

    public override int GetHashCode() => _hash;

    public override string ToString() => PassesSni
        ? EnvoyNames.Sni(Port, Subset, Service.Host.Value)
        : EnvoyNames.Outbound(Port, Subset, Service.Host.Value);
}
