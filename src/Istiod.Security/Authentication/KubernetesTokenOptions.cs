namespace Istiod.Security;

/// <summary>Settings of <see cref="KubernetesTokenAuthenticator"/>.</summary>
public sealed record KubernetesTokenOptions
{
    /// <summary>Audiences that tokens must be for (<c>TOKEN_AUDIENCES</c>).</summary>
    public IReadOnlyList<string> Audiences { get; init; } = ["istio-ca"];

    /// <summary>
    /// Whether tokens for the API server itself are taken too (<c>JWT_POLICY=first-party-jwt</c>). Ours: the reference has dropped it;
    /// proxies of the container that is replaced present such tokens.
    /// </summary>
    public bool TakesFirstParty { get; init; }

    /// <summary>Reviews under way at once; more callers wait.</summary>
    public int MaxConcurrent { get; init; } = 64;

    /// <summary>Callers that may wait; more are refused.</summary>
    public int MaxWaiting { get; init; } = 2048;
}
