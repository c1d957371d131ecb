using Istiod.Model;

namespace Istiod.Envoy.Listeners;

/// <summary>What decides which listeners a proxy can have, and where.</summary>
internal sealed record PlacementTraits
{
    /// <summary>How it sees addresses of services.</summary>
    public required AddressView Addresses { get; init; }

    /// <summary>How traffic gets to it.</summary>
    public InterceptionMode Interception { get; init; }

    /// <summary>Namespace whose config it gets.</summary>
    public required string Namespace { get; init; }

    /// <summary>Namespace that its metadata says.</summary>
    public required string MetadataNamespace { get; init; }

    /// <summary>Its DNS domain.</summary>
    public required string DnsDomain { get; init; }

    /// <summary>It cannot bind to low ports.</summary>
    public bool IsUnprivileged { get; init; }

    /// <summary>Ports of static listeners.</summary>
    public int StatusPort { get; init; }

    /// <summary>Ports of static listeners.</summary>
    public int PrometheusPort { get; init; }
}
