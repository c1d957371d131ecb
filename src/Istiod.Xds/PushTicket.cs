namespace Istiod.Xds;

/// <summary>Where a target stands with its scheduler.</summary>
internal enum PushTicket
{
    /// <summary>Wants nothing.</summary>
    None,

    /// <summary>Waits to push.</summary>
    WaitsToPush,

    /// <summary>Waits to answer a request; goes before pushes.</summary>
    WaitsToAnswer,

    /// <summary>Has a place.</summary>
    Writes,

    /// <summary>Waits on its peer, without a place.</summary>
    Parked,

    /// <summary>Is over.</summary>
    Gone,
}
