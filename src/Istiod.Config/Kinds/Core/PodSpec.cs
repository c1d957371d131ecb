using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>What we read of a Pod's spec and status.</summary>
public sealed record PodSpec
{
    /// <summary>Node it runs on, or empty.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Service account; empty means <c>default</c>.</summary>
    public string ServiceAccountName { get; init; } = "";

    /// <summary>Whether it shares the node's network.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Host name in <see cref="Subdomain"/>, or empty.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Name of the headless service whose domain it is in, or empty.</summary>
    public string Subdomain { get; init; } = "";

    /// <summary>Containers, in order.</summary>
    public ValueArray<PodContainer> Containers { get; init; }

    /// <summary>Init containers, in order; those with restart policy Always are native sidecars.</summary>
    public ValueArray<PodContainer> InitContainers { get; init; }

    /// <summary>Pending, Running, Succeeded, Failed, Unknown, or empty.</summary>
    public string Phase { get; init; } = "";

    /// <summary>First address, or empty.</summary>
    public string PodIP { get; init; } = "";

    /// <summary>All addresses.</summary>
    public ValueArray<string> PodIPs { get; init; }

    /// <summary>Address of the node, or empty.</summary>
    public string HostIP { get; init; } = "";

    /// <summary>Whether the condition <c>Ready</c> is <c>True</c>.</summary>
    public bool IsReady { get; init; }
}
