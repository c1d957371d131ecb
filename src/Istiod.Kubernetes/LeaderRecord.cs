namespace Istiod.Kubernetes;

/// <summary>Who leads, as every replica, ours or the reference's, writes it into a lock.</summary>
/// <remarks>istiod: pilot/pkg/leaderelection/k8sleaderelection/k8sresourcelock.</remarks>
public sealed record LeaderRecord
{
    /// <summary>Pod that leads; empty if nobody does.</summary>
    public string HolderIdentity { get; init; } = "";

    /// <summary>Revision of the leader, with <c>^</c> before it for a remote istiod.</summary>
    public string HolderKey { get; init; } = "";

    /// <summary>How long after the last renewal others may take over.</summary>
    public int LeaseDurationSeconds { get; init; }

    /// <summary>Since when it leads.</summary>
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When it renewed last, by its own clock.</summary>
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the leader changed.</summary>
    public int LeaderTransitions { get; init; }
}
