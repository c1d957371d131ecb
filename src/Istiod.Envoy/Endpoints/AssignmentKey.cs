using Istiod.Model;

namespace Istiod.Envoy.Endpoints;

/// <summary>Everything that decides the endpoints of one cluster, but for what their builder reads and records.</summary>
internal sealed class AssignmentKey : IEquatable<AssignmentKey>
{
    private readonly int _hash;

    public AssignmentKey(
        ServiceKey service,
        int port,
        string subset,
        DestinationRuleConfig? rule,
        EndpointClient client,
        AssignmentPurpose purpose = AssignmentPurpose.Outbound)
    {
        Service = service;
        Port = port;
        Subset = subset;
        Rule = rule;
        Client = client;
        Purpose = purpose;
        _hash = HashCode.Combine(service, port, subset, rule, client, purpose);
    }

    /// <summary>The service.</summary>
    public ServiceKey Service { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Name of the rule's subset; empty for the whole service.</summary>
    public string Subset { get; }

    /// <summary>The destination rule that applies, or <c>null</c>.</summary>
    public DestinationRuleConfig? Rule { get; }

    /// <summary>Who gets them.</summary>
    public EndpointClient Client { get; }

    /// <summary>What the cluster is for.</summary>
    public AssignmentPurpose Purpose { get; }

    public bool Equals(AssignmentKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && other._hash == _hash
            && other.Port == Port
            && other.Purpose == Purpose
            && other.Service == Service
            && string.Equals(other.Subset, Subset, StringComparison.Ordinal)
            && (ReferenceEquals(other.Rule, Rule) || (other.Rule?.Equals(Rule) ?? false))
            && (ReferenceEquals(other.Client, Client) || other.Client.Equals(Client)));

    public override bool Equals(object? obj) => Equals(obj as AssignmentKey);

    public override int GetHashCode() => _hash;

    /// <summary>Name of the cluster.</summary>
    public override string ToString() => Purpose switch
    {
        AssignmentPurpose.Sni => EnvoyNames.Sni(Port, Subset, Service.Host.Value),
        AssignmentPurpose.Waypoint => EnvoyNames.InboundVip(Port, Subset, Service.Host.Value),
        _ => EnvoyNames.Outbound(Port, Subset, Service.Host.Value),
    };
}
