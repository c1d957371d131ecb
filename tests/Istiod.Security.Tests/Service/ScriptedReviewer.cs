namespace Istiod.Security.Tests.Service;

/// <summary>An API server that knows some tokens. A token for another audience than asked is not authenticated, as in Kubernetes.</summary>
internal sealed class ScriptedReviewer : ITokenReviewer
{
    private int _calls;

    public Dictionary<string, (string User, string[] Audiences)> Tokens { get; } = new(StringComparer.Ordinal);

    public string[] Groups { get; set; } = ["system:serviceaccounts", "system:authenticated"];

    public bool KnowsAudiences { get; set; } = true;

    public IOException? Fault { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public string PodName { get; set; } = "";

    public string PodUid { get; set; } = "";

    public ValueTask<TokenReviewOutcome> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        if (Fault is not null)
        {
            throw Fault;
        }

        IReadOnlyList<string> wanted = audiences.Count == 0 ? ["https://kubernetes.default.svc"] : audiences;
        if (!Tokens.TryGetValue(token, out (string User, string[] Audiences) held)
            || (KnowsAudiences && !held.Audiences.Any(wanted.Contains)))
        {
            return ValueTask.FromResult(new TokenReviewOutcome { IsAuthenticated = false, Error = "[invalid bearer token]" });
        }

        return ValueTask.FromResult(new TokenReviewOutcome
        {
            IsAuthenticated = true,
            UserName = held.User,
            Groups = Groups,
            Audiences = KnowsAudiences ? [.. held.Audiences.Where(wanted.Contains)] : [],
            PodName = PodName,
            PodUid = PodUid,
        });
    }
}
