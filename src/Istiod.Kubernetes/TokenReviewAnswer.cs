using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>What the API server says of a token.</summary>
/// <param name="IsAuthenticated">Whether it is good.</param>
/// <param name="UserName">E.g. <c>system:serviceaccount:NAMESPACE:NAME</c>.</param>
/// <param name="Groups">Groups of the user.</param>
/// <param name="Audiences">Those of the asked audiences that the token is for; empty from servers that know none.</param>
/// <param name="Error">Why it is not good; may be empty.</param>
public sealed record TokenReviewAnswer(
    bool IsAuthenticated, string UserName, ValueArray<string> Groups, ValueArray<string> Audiences, string Error)
{
    /// <summary>Extra values of the user, e.g. <c>authentication.kubernetes.io/pod-name</c>; by key.</summary>
    public ValueArray<KeyValuePair<string, ValueArray<string>>> Extra { get; init; }
}
