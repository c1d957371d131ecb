namespace Istiod.Security;

/// <summary>The parts of a TokenReview's status that are read, as the API server wrote them.</summary>
public sealed record TokenReviewOutcome
{
    /// <summary><c>status.authenticated</c>.</summary>
    public required bool IsAuthenticated { get; init; }

    /// <summary><c>status.error</c>; empty if none.</summary>
    public string Error { get; init; } = "";

    /// <summary><c>status.user.username</c>.</summary>
    public string UserName { get; init; } = "";

    /// <summary><c>status.user.groups</c>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary><c>status.audiences</c>.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>First value of <c>status.user.extra["authentication.kubernetes.io/pod-name"]</c>; empty if there is none.</summary>
    public string PodName { get; init; } = "";

    /// <summary>First value of <c>status.user.extra["authentication.kubernetes.io/pod-uid"]</c>; empty if there is none.</summary>
    public string PodUid { get; init; } = "";
}
