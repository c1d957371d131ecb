using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>An endpoint of a slice.</summary>
public sealed record SliceEndpoint
{
    /// <summary>Addresses, interchangeable; consumers use the first.</summary>
    public ValueArray<string> Addresses { get; init; }

    /// <summary>Condition <c>ready</c>; absent counts as true.</summary>
    public bool? Ready { get; init; }

    /// <summary>Condition <c>serving</c>; absent counts as <see cref="Ready"/>.</summary>
    public bool? Serving { get; init; }

    /// <summary>Condition <c>terminating</c>; absent counts as false.</summary>
    public bool? Terminating { get; init; }

    /// <summary>Host name in a headless service's domain, or empty.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Node that runs it, or empty.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Zone, or empty.</summary>
    public string Zone { get; init; } = "";

    /// <summary>Object behind the endpoint, mostly a pod.</summary>
    public TargetReference? Target { get; init; }

    /// <summary>Zones that should use it (hints), or empty.</summary>
    public ValueArray<string> ForZones { get; init; }
}
