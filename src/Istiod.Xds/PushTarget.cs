namespace Istiod.Xds;

/// <summary>What a <see cref="PushScheduler"/> lets write: a stream.</summary>
public abstract class PushTarget
{
    internal PushTicket Ticket { get; set; }

    internal bool CountsForRound { get; set; }

    /// <summary>How far its first answer is.</summary>
    internal PushStart Start { get; set; }

    /// <summary>When it got its first place.</summary>
    internal long StartedAt { get; set; }

    /// <summary>When the flush that the target waits on began; 0 if it waits on none, -1 if its place was taken.</summary>
    internal long WaitingSince;

    /// <summary>The target may write now, until it gives its place back. Called from any thread; must not block or write.</summary>
    protected internal abstract void OnGranted();
}
