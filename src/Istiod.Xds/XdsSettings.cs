namespace Istiod.Xds;

/// <summary>What an xDS server can be told; the defaults are what a user gets who sets nothing.</summary>
public sealed record XdsSettings
{
    /// <summary>Streams that may write at once (<c>PILOT_PUSH_THROTTLE</c>).</summary>
    public int Writers { get; init; } = 16;

    /// <summary>
    /// New streams a second (<c>PILOT_MAX_REQUESTS_PER_SECOND</c>); not positive = no limit. Differs: the reference limits
    /// by default.
    /// </summary>
    public double MaxRequestsPerSecond { get; init; }

    /// <summary>Refuse the very first stream of the process (<c>K_REVISION</c> is set: Knative's loading request).</summary>
    public bool RefusesFirstStream { get; init; }

    /// <summary>Whether the state is complete enough to serve; asked for each new stream.</summary>
    public Func<bool> IsReady { get; init; } = static () => true;

    /// <summary>Hears of streams that come and go; may be <c>null</c>.</summary>
    public IConnectionObserver? Observer { get; init; }

    /// <summary>Checks a peer's identity against what its node claims; <c>null</c> on servers that do not.</summary>
    public IXdsAuthorizer? Authorizer { get; init; }
}
