using System.Text.Json;
using Istiod.Grpc;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;

namespace Istiod.Security;

/// <summary>Knows callers by a token of an issuer outside Kubernetes (<c>JWT_RULE</c>).</summary>
/// <remarks>
/// Checks, in order: form, algorithm, issuer, expiry, not-before (5 min leeway), signature, subject, audience. The subject must be
/// <c>system:serviceaccount:NAMESPACE:ACCOUNT</c>; the reference takes any further parts and ends on fewer.
/// istiod: security/pkg/server/ca/authenticate/oidc.go; go-oidc's verifier.
/// </remarks>
public sealed class OidcAuthenticator : IAuthenticator, IDisposable
{
    private static readonly TimeSpan NotBeforeLeeway = TimeSpan.FromMinutes(5);

    // an unknown key id makes us look for new keys, but not as often as callers like
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(10);
    private static readonly string[] UsualAlgorithms = ["RS256"];
    private static readonly string[] AllAlgorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

    private readonly OidcRule _rule;
    private readonly IKeySetFetcher _fetcher;
    private readonly Func<TrustDomain> _trustDomain;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _fetching = new(1);
    private volatile State? _state;

    /// <summary>An authenticator; keys are fetched with the first token, or by <see cref="PrepareAsync"/>.</summary>
    public OidcAuthenticator(OidcRule rule, IKeySetFetcher fetcher, Func<TrustDomain> trustDomain, TimeProvider time)
    {
        _rule = rule;
        _fetcher = fetcher;
        _trustDomain = trustDomain;
        _time = time;
    }

    /// <inheritdoc/>
    public string Name => "IDTokenAuthenticator";

    /// <summary>Looks the issuer up if the rule names no keys; without this the start must fail.</summary>
    /// <exception cref="IOException">The issuer cannot be reached or is another.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (_rule.KeySet is null)
        {
            (Uri keys, string[] algorithms) = await DiscoverAsync(cancellation);
            _state = new State(keys, algorithms, null, 0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        if (!BearerToken.TryGet(context, out string text, out string reason))
        {
            return AuthenticationResult.Unknown("ID token extraction error: " + reason);
        }

        if (SignedToken.Parse(text) is not { } token)
        {
            return AuthenticationResult.Unknown("failed to verify the JWT token (error malformed jwt)");
        }

        string? fault = Fault(token);
        if (fault is null && !await IsSignedAsync(token, cancellation))
        {
            fault = "failed to verify the JWT token (error failed to verify signature)";
        }

        if (fault is not null)
        {
            return AuthenticationResult.Unknown(fault);
        }

        string[] parts = token.Subject.Split(':');
        if (parts.Length < 4 || parts[0] != "system" || parts[1] != "serviceaccount" || parts[2].Length == 0 || parts[3].Length == 0)
        {
            return AuthenticationResult.Unknown("invalid sub");
        }

        if (!HasAudience(token))
        {
            return AuthenticationResult.Unknown("invalid audiences");
        }

        TrustDomain trustDomain = new(_trustDomain().ToString().Replace('@', '.'));
        SpiffeId id = new(trustDomain, parts[2], parts[3]);
        return new AuthenticationResult(new PeerIdentity([id.ToString()], "OidcToken"), "");
    }

    /// <inheritdoc/>
    public void Dispose() => _fetching.Dispose();

    private string? Fault(SignedToken token)
    {
        string[] allowed = _state?.Algorithms ?? UsualAlgorithms;
        if (Array.IndexOf(allowed, token.Algorithm) < 0)
        {
            return "failed to verify the JWT token (error unexpected signature algorithm)";
        }

        if (!string.Equals(token.Issuer, _rule.Issuer, StringComparison.Ordinal))
        {
            return "failed to verify the JWT token (error id token issued by a different provider)";
        }

        double now = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return token.Expiry is not { } expiry || expiry < now ? "failed to verify the JWT token (error token is expired)"
            : token.NotBefore is { } begin && now + NotBeforeLeeway.TotalSeconds < begin
                ? "failed to verify the JWT token (error current time before the nbf (not before) time)"
            : null;
    }

    private bool HasAudience(SignedToken token)
    {
        foreach (string audience in token.Audiences ?? [])
        {
            foreach (string wanted in _rule.Audiences)
            {
                if (string.Equals(audience, wanted, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async ValueTask<bool> IsSignedAsync(SignedToken token, CancellationToken cancellation)
    {
        State? state = _state;
        if (state?.Keys?.Verifies(token) == true)
        {
            return true;
        }

        await _fetching.WaitAsync(cancellation);
        try
        {
            if (ReferenceEquals(state, _state) && (state?.Keys is null || _time.GetElapsedTime(state.Fetched) >= ShortestRefresh))
            {
                Uri address = _rule.KeySet ?? state?.Address ?? (await DiscoverAsync(cancellation)).Keys;
                KeySet keys = KeySet.Parse(await _fetcher.GetAsync(address, cancellation));
                _state = new State(address, state?.Algorithms ?? UsualAlgorithms, keys, _time.GetTimestamp());
            }
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return false; // without keys nobody is known in this way
        }
        finally
        {
            _fetching.Release();
        }

        return _state?.Keys?.Verifies(token) == true;
    }

    private async ValueTask<(Uri Keys, string[] Algorithms)> DiscoverAsync(CancellationToken cancellation)
    {
        try
        {
            byte[] json = await _fetcher.GetAsync(new Uri(_rule.Issuer.TrimEnd('/') + "/.well-known/openid-configuration"), cancellation);
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = document.RootElement;
            if (root.GetProperty("issuer").GetString() != _rule.Issuer)
            {
                throw new IOException($"failed at creating an OIDC provider for {_rule.Issuer}: the issuer calls itself another");
            }

            List<string> algorithms = [];
            if (root.TryGetProperty("id_token_signing_alg_values_supported", out JsonElement named) && named.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement name in named.EnumerateArray())
                {
                    if (Array.IndexOf(AllAlgorithms, name.GetString()) >= 0)
                    {
                        algorithms.Add(name.GetString() ?? "");
                    }
                }
            }

            return (new Uri(root.GetProperty("jwks_uri").GetString() ?? ""), algorithms.Count > 0 ? [.. algorithms] : UsualAlgorithms);
        }
        catch (Exception e) when (e is JsonException or UriFormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new IOException($"failed at creating an OIDC provider for {_rule.Issuer}: {e.Message}", e);
        }
    }

    private sealed record State(Uri Address, string[] Algorithms, KeySet? Keys, long Fetched);
}
