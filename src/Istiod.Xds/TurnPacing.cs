namespace Istiod.Xds;

/// <summary>When the next turn of the graph may start; a pure function of times.</summary>
public sealed record TurnPacing
{
    /// <summary>Shortest time between the starts of two turns: a duty cycle, so that churn costs a bounded share of a core.</summary>
    public TimeSpan Cycle { get; init; } = TimeSpan.FromMilliseconds(120);

    /// <summary>Quiet time a user asked for (<c>PILOT_DEBOUNCE_AFTER</c>); <c>null</c> if it is unset.</summary>
    public TimeSpan? QuietTime { get; init; }

    /// <summary>Longest wait of a change (<c>PILOT_DEBOUNCE_MAX</c>); nothing below holds a change longer.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When a turn is due.</summary>
    /// <param name="first">When the oldest waiting change came.</param>
    /// <param name="last">When the newest one came.</param>
    /// <param name="lastTurn">Start of the turn before; <c>null</c> before the first.</param>
    /// <param name="isRoundOpen">Whether streams still wait for what the turn before changed.</param>
    /// <returns>The time; <see cref="TimeSpan.MaxValue"/> never, as the longest wait bounds it.</returns>
    public TimeSpan DueAt(TimeSpan first, TimeSpan last, TimeSpan? lastTurn, bool isRoundOpen)
    {
        TimeSpan limit = first + LongestWait;
        TimeSpan due = isRoundOpen ? limit : first;
        if (lastTurn is { } turn && turn + Cycle > due)
        {
            due = turn + Cycle;
        }

        if (QuietTime is { } quiet && last + quiet > due)
        {
            due = last + quiet;
        }

        return due < limit ? due : limit;
    }
}
