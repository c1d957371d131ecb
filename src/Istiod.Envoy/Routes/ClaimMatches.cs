using System.Diagnostics.CodeAnalysis;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>Conditions on claims of the request's token: <c>@request.auth.claims.a.b</c> or <c>@request.auth.claims[a][b]</c>.</summary>
/// <remarks>istiod: pkg/jwt/routing.go:ToRoutingClaim, pilot/pkg/security/authz/model/util.go:MetadataMatcherForJWTClaims.</remarks>
internal static class ClaimMatches
{
    private const string Prefix = "@request.auth.claims";
    private const string JwtFilter = "envoy.filters.http.jwt_authn";
    private const string Payload = "payload";

    /// <summary>Whether <paramref name="header"/> names a claim; then the condition on it: the value, or a list that holds it.</summary>
    public static bool TryConvert(string header, StringMatch value, [NotNullWhen(true)] out MetadataMatcher? matcher)
    {
        matcher = null;
        string[]? claims = Claims(header);
        if (claims is null)
        {
            return false;
        }

        matcher = new MetadataMatcher { Filter = JwtFilter };
        matcher.Path.Add(new MetadataMatcher.Types.PathSegment { Key = Payload });
        foreach (string claim in claims)
        {
            matcher.Path.Add(new MetadataMatcher.Types.PathSegment { Key = claim });
        }

        ValueMatcher text = new() { StringMatch = StringMatches.Convert(value) };
        OrMatcher either = new();
        either.ValueMatchers.Add(new ValueMatcher { ListMatch = new ListMatcher { OneOf = text } });
        either.ValueMatchers.Add(text);
        matcher.Value = new ValueMatcher { OrMatch = either };
        return true;
    }

    private static string[]? Claims(string header)
    {
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string rest = header[Prefix.Length..];
        return rest.Length > 1 && rest[0] == '.' ? rest[1..].Split('.')
            : rest.Length > 2 && rest[0] == '[' && rest[^1] == ']' ? rest[1..^1].Split("][")
            : null;
    }
}
