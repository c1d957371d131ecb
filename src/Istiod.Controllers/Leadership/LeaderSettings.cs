namespace Istiod.Controllers.Leadership;

/// <summary>Who competes for a lock, and how.</summary>
/// <param name="Identity">Name of the pod.</param>
/// <param name="Key">Revision, with <c>^</c> before it for a remote istiod; empty for locks with the revision in their name.</param>
public sealed record LeaderSettings(string Identity, string Key)
{
    /// <summary>Marks the key of an istiod that leads in a cluster which is not its own.</summary>
    public const char RemoteMark = '^';

    /// <summary>How long after the last renewal that others saw they may take over.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between renewals: the longest that leaves time to try again before the lease ends.</summary>
    public TimeSpan RenewPeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When a leader that cannot renew stops leading: before anybody else may begin.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Pause between looks of those who do not lead, and between failed renewals.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(7.5);

    /// <summary>The revision whose replicas take the lock from those of others; empty or <c>null</c> result: none.</summary>
    public Func<string?> DefaultRevision { get; init; } = static () => null;

    /// <summary>Whether we take the lock from a leader with this key though its lease holds.</summary>
    /// <remarks>istiod: pilot/pkg/leaderelection/leaderelection.go:LocationPrioritizedComparison.</remarks>
    public bool Outranks(string leaderKey)
    {
        if (Key.Length == 0)
        {
            return false; // one lock for each revision: nobody to outrank
        }

        (string own, bool isOwnRemote) = Split(Key);
        (string other, bool isOtherRemote) = Split(leaderKey);
        return string.Equals(own, other, StringComparison.Ordinal)
            ? !isOwnRemote && isOtherRemote
            : string.Equals(own, DefaultRevision(), StringComparison.Ordinal);
    }

    private static (string Revision, bool IsRemote) Split(string key) =>
        key.StartsWith(RemoteMark) ? (key[1..], true) : (key, false);
}
