namespace Istiod.Security;

/// <summary>Asks one cluster's API server whether a token is valid (TokenReview). The host adapts the Kubernetes client.</summary>
public interface ITokenReviewer
{
    /// <summary>One review; nothing is cached here.</summary>
    /// <param name="token">As the caller sent it; never logged.</param>
    /// <param name="audiences"><c>spec.audiences</c>; empty leaves them out, which asks for the API server's own audience.</param>
    /// <param name="cancellation">The call's end.</param>
    /// <exception cref="IOException">The API server cannot be asked; the caller is then not known.</exception>
    ValueTask<TokenReviewOutcome> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation);
}
