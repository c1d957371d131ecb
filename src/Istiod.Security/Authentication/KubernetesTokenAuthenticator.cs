using System.Buffers.Text;
using System.Text.Json;
using Istiod.Grpc;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Istiod.Security;

/// <summary>Knows callers by their Kubernetes service account token, as the API server of their cluster reviews it.</summary>
/// <remarks>
/// istiod: security/pkg/server/ca/authenticate/kubeauth/kube_jwt.go, security/pkg/k8s/tokenreview/k8sauthn.go. Differs: the audiences
/// that the API server confirms are checked; an answer without them comes from a server that did not look at audiences at all.
/// </remarks>
public sealed class KubernetesTokenAuthenticator : IAuthenticator, IDisposable
{
    private const string ClusterHeader = "clusterid";
    private const string ServiceAccounts = "system:serviceaccounts";
    private static readonly char[] Dot = ['.'];

    private readonly TokenClusters _clusters;
    private readonly Func<TrustDomain> _trustDomain;
    private readonly KubernetesTokenOptions _options;
    private readonly TokenReviewCache _cache;
    private readonly SemaphoreSlim _slots;
    private int _waiting;

    /// <summary>An authenticator.</summary>
    /// <param name="clusters">Who reviews.</param>
    /// <param name="trustDomain">Of the mesh, asked for each caller as mesh config may change.</param>
    /// <param name="options">Settings.</param>
    /// <param name="time">Ages remembered answers.</param>
    public KubernetesTokenAuthenticator(
        TokenClusters clusters, Func<TrustDomain> trustDomain, KubernetesTokenOptions options, TimeProvider time)
    {
        _clusters = clusters;
        _trustDomain = trustDomain;
        _options = options;
        _cache = new TokenReviewCache(time);
        _slots = new SemaphoreSlim(options.MaxConcurrent);
    }

    /// <inheritdoc/>
    public string Name => "KubeJWTAuthenticator";

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        if (!BearerToken.TryGet(context, out string token, out string reason))
        {
            return AuthenticationResult.Unknown("target JWT extraction error: " + reason);
        }

        string named = ClusterOf(context.Request);
        if (_clusters.Find(named, out ClusterId cluster) is not { } reviewer)
        {
            return AuthenticationResult.Unknown($"client claims to be in cluster \"{Limit(named)}\", which is not known");
        }

        TokenReviewCache.Key key = TokenReviewCache.KeyOf(token, cluster);
        if (!_cache.TryGet(key, out KubernetesCaller? caller))
        {
            (caller, reason) = await ReviewAsync(reviewer, token, cluster, cancellation);
            if (caller is null)
            {
                return AuthenticationResult.Unknown($"failed to validate the JWT from cluster \"{Limit(named)}\": {reason}");
            }

            _cache.Add(key, caller);
        }

        // a trust domain's @ stands for a dot in identities (istiod: pkg/spiffe/spiffe.go:sanitizeTrustDomain)
        TrustDomain trustDomain = new(_trustDomain().ToString().Replace('@', '.'));
        SpiffeId id = new(trustDomain, caller!.Account.Namespace, caller.Account.Name);
        return new AuthenticationResult(new PeerIdentity([id.ToString()], "KubernetesToken") { Kubernetes = caller }, "");
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    /// <summary>The cluster a call names; empty if it names none, or more than one.</summary>
    internal static string ClusterOf(HttpRequest request)
    {
        StringValues values = request.Headers[ClusterHeader];
        return values.Count == 1 || (values.Count > 1 && !GrpcDispatcher.IsGrpc(request)) ? values[0] ?? "" : "";
    }

    /// <summary>Who a review's outcome names.</summary>
    /// <param name="outcome">The API server's words.</param>
    /// <param name="audiences">What was asked for; empty for the API server's own.</param>
    /// <param name="cluster">Whose API server it was.</param>
    internal static (KubernetesCaller? Caller, string Reason) Read(
        TokenReviewOutcome outcome, IReadOnlyList<string> audiences, ClusterId cluster)
    {
        if (outcome.Error.Length > 0)
        {
            return (null, "the service account authentication returns an error: " + Limit(outcome.Error));
        }

        if (!outcome.IsAuthenticated)
        {
            return (null, "the token is not authenticated");
        }

        if (audiences.Count > 0 && !HasAny(outcome.Audiences, audiences))
        {
            return (null, "the token is not for this audience");
        }

        if (!HasAny(outcome.Groups, [ServiceAccounts]))
        {
            return (null, "the token is not a service account");
        }

        string[] parts = outcome.UserName.Split(':');
        if (parts.Length != 4 || parts[0] != "system" || parts[1] != "serviceaccount")
        {
            return (null, "invalid username field in the token review result");
        }

        return parts[2].Length == 0 || parts[3].Length == 0
            ? (null, "failed to parse the JWT; service account and namespace required")
            : (new KubernetesCaller(cluster, new NamespacedName(parts[2], parts[3]), outcome.PodName, outcome.PodUid), "");
    }

    private async ValueTask<(KubernetesCaller? Caller, string Reason)> ReviewAsync(
        ITokenReviewer reviewer, string token, ClusterId cluster, CancellationToken cancellation)
    {
        IReadOnlyList<string> audiences = _options.TakesFirstParty && !IsForUs(token) ? [] : _options.Audiences;
        if (Interlocked.Increment(ref _waiting) > _options.MaxWaiting + _options.MaxConcurrent)
        {
            Interlocked.Decrement(ref _waiting);
            return (null, "too many tokens are being reviewed");
        }

        try
        {
            await _slots.WaitAsync(cancellation);
            try
            {
                return Read(await reviewer.ReviewAsync(token, audiences, cancellation), audiences, cluster);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (IOException e)
        {
            return (null, Limit(e.Message));
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // Only decides what the API server is asked; it decides on the token.
    private bool IsForUs(string token)
    {
        string[] parts = token.Split(Dot);
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return false;
        }

        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (claims.RootElement.ValueKind != JsonValueKind.Object || !claims.RootElement.TryGetProperty("aud", out JsonElement aud))
            {
                return false;
            }

            foreach (string audience in _options.Audiences)
            {
                if (aud.ValueKind == JsonValueKind.String && aud.ValueEquals(audience))
                {
                    return true;
                }

                if (aud.ValueKind == JsonValueKind.Array)
                {
                    foreach (JsonElement item in aud.EnumerateArray())
                    {
                        if (item.ValueKind == JsonValueKind.String && item.ValueEquals(audience))
                        {
                            return true;
                        }
                    }
                }
            }

            return false;
        }
        catch (JsonException)
        {
            return false; // no JWT: the API server will say so
        }
    }

    private static bool HasAny(IReadOnlyList<string> held, IReadOnlyList<string> wanted)
    {
        foreach (string one in held)
        {
            foreach (string other in wanted)
            {
                if (string.Equals(one, other, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string Limit(string text) => text.Length <= 256 ? text : text[..256];
}
