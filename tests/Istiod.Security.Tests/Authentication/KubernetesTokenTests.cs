using Istiod.Primitives;
using Istiod.Security.Tests.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Security.Tests.Authentication;

public sealed class KubernetesTokenTests
{
    private readonly FakeTimeProvider _time = TestPki.Clock();
    private readonly ScriptedReviewer _reviewer = new();

    [Fact]
    public async Task Review_IsRememberedForTenSeconds()
    {
        _reviewer.Tokens["good"] = ("system:serviceaccount:foo:bar", ["istio-ca"]);
        using KubernetesTokenAuthenticator authenticator = Authenticator(new KubernetesTokenOptions());

        Assert.NotNull((await AskAsync(authenticator, "good")).Caller);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.NotNull((await AskAsync(authenticator, "good")).Caller);
        Assert.Equal(1, _reviewer.Calls);
        _reviewer.Tokens.Clear();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null((await AskAsync(authenticator, "good")).Caller);
    }

    [Fact]
    public async Task Review_TrustDomainChanges_CountsAtOnce()
    {
        _reviewer.Tokens["good"] = ("system:serviceaccount:foo:bar", ["istio-ca"]);
        string domain = "a@b";
        using KubernetesTokenAuthenticator authenticator = new(Clusters(), () => new TrustDomain(domain), new KubernetesTokenOptions(), _time);

        Assert.Equal("spiffe://a.b/ns/foo/sa/bar", (await AskAsync(authenticator, "good")).Caller!.Identities[0]);
        domain = "td2";
        Assert.Equal("spiffe://td2/ns/foo/sa/bar", (await AskAsync(authenticator, "good")).Caller!.Identities[0]);
    }

    [Fact]
    public async Task Review_ManyTokens_AreForgottenOldestFirst()
    {
        using KubernetesTokenAuthenticator authenticator = Authenticator(new KubernetesTokenOptions());
        for (int i = 0; i <= 8192; i++)
        {
            string token = $"t{i}";
            _reviewer.Tokens[token] = ("system:serviceaccount:foo:bar", ["istio-ca"]);
            await AskAsync(authenticator, token);
        }

        int calls = _reviewer.Calls;
        await AskAsync(authenticator, "t8192");
        Assert.Equal(calls, _reviewer.Calls);
        await AskAsync(authenticator, "t0");
        Assert.Equal(calls + 1, _reviewer.Calls);
    }

    [Theory]
    [InlineData(false, "legacy", false)]
    [InlineData(true, "legacy", true)] // a token without our audience, only where the policy says so
    [InlineData(true, "eyJhbGciOiJub25lIn0.eyJhdWQiOlsiaXN0aW8tY2EiXX0.x", true)] // says itself that it is for us
    [InlineData(true, "eyJhbGciOiJub25lIn0.bnVsbA.x", false)]
    public async Task FirstPartyToken_IsTakenOnlyIfThePolicySaysSo(bool policy, string token, bool isTaken)
    {
        _reviewer.Tokens["legacy"] = ("system:serviceaccount:foo:bar", ["https://kubernetes.default.svc"]);
        _reviewer.Tokens["eyJhbGciOiJub25lIn0.eyJhdWQiOlsiaXN0aW8tY2EiXX0.x"] = ("system:serviceaccount:foo:bar", ["istio-ca"]);
        using KubernetesTokenAuthenticator authenticator = Authenticator(new KubernetesTokenOptions { TakesFirstParty = policy });

        Assert.Equal(isTaken, (await AskAsync(authenticator, token)).Caller is not null);
    }

    [Fact]
    public async Task Flood_OfTokens_WaitsInABoundedQueue()
    {
        BlockedReviewer blocked = new();
        using KubernetesTokenAuthenticator authenticator = new(
            new TokenClusters(blocked, new ClusterId("Kubernetes"), new Dictionary<string, string>(), static _ => null),
            static () => TrustDomain.Default,
            new KubernetesTokenOptions { MaxConcurrent = 2, MaxWaiting = 5 },
            _time);
        List<Task<AuthenticationResult>> all = [];
        for (int i = 0; i < 20; i++)
        {
            all.Add(AskAsync(authenticator, $"t{i}").AsTask());
        }

        Assert.Equal(2, blocked.Running);
        List<Task<AuthenticationResult>> refused = [.. all.Where(t => t.IsCompleted)];
        Assert.Equal(13, refused.Count);
        foreach (Task<AuthenticationResult> one in refused)
        {
            Assert.Contains("too many tokens", (await one).Reason, StringComparison.Ordinal);
        }

        blocked.Release.SetResult();
        await Task.WhenAll(all);
        Assert.Equal(7, blocked.Total);
    }

    private static ValueTask<AuthenticationResult> AskAsync(KubernetesTokenAuthenticator authenticator, string token)
    {
        DefaultHttpContext context = new();
        context.Request.Headers.Authorization = "Bearer " + token;
        return authenticator.AuthenticateAsync(context, CancellationToken.None);
    }

    private TokenClusters Clusters() => new(_reviewer, new ClusterId("Kubernetes"), new Dictionary<string, string>(), static _ => null);

    private KubernetesTokenAuthenticator Authenticator(KubernetesTokenOptions options) =>
        new(Clusters(), static () => TrustDomain.Default, options, _time);

    private sealed class BlockedReviewer : ITokenReviewer
    {
        private int _running;
        private int _total;

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Running => Volatile.Read(ref _running);

        public int Total => Volatile.Read(ref _total);

        public async ValueTask<TokenReviewOutcome> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _running);
            Interlocked.Increment(ref _total);
            await Release.Task;
            Interlocked.Decrement(ref _running);
            return new TokenReviewOutcome { IsAuthenticated = false };
        }
    }
}
