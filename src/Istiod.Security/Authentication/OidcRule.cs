using Istiod.Protobuf;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Security;

/// <summary>Which issuer's tokens are taken (<c>JWT_RULE</c>).</summary>
/// <param name="Issuer">Exact <c>iss</c>.</param>
/// <param name="KeySet">Where its keys are; <c>null</c> to look them up by OIDC discovery.</param>
/// <param name="Audiences">One of them must be in <c>aud</c>; none means that no token fits.</param>
public sealed record OidcRule(string Issuer, Uri? KeySet, IReadOnlyList<string> Audiences)
{
    /// <summary>Reads the variable: a JSON <c>JWTRule</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    /// <remarks>istiod: pilot/pkg/bootstrap/server.go:initOIDC.</remarks>
    public static OidcRule Parse(string json)
    {
        JWTRule rule;
        try
        {
            rule = JWTRule.ParseJson(System.Text.Encoding.UTF8.GetBytes(json), new ProtoJsonOptions { IgnoreUnknownFields = true });
        }
        catch (Exception e) when (e is ProtoJsonException or System.Text.Json.JsonException)
        {
            throw new FormatException("failed to unmarshal JWT rule: " + e.Message, e);
        }

        Uri? keys = null;
        return rule.JwksUri.Length == 0 || Uri.TryCreate(rule.JwksUri, UriKind.Absolute, out keys)
            ? new OidcRule(rule.Issuer, keys, [.. rule.Audiences])
            : throw new FormatException($"failed to unmarshal JWT rule: jwks_uri {rule.JwksUri} is no URL");
    }
}
