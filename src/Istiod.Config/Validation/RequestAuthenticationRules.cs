using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Config.Validation;

/// <summary>Rules on request authentications.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateRequestAuthentication, validateJwtRule.</remarks>
internal static class RequestAuthenticationRules
{
    public static ValidationReport Check(ConfigObject item, RequestAuthentication spec)
    {
        Checker check = new(item.ToString());
        SelectorRules.OneOf(check, spec.Selector, spec.TargetRef, spec.HasTargetRefs);
        SelectorRules.Policy(check, spec.Selector);
        SelectorRules.Target(check, spec.TargetRef);
        SelectorRules.TargetList(check, spec.TargetRefs);
        for (int i = 0; i < spec.JwtRules.Count; i++)
        {
            using Checker.Scope at = check.In("jwtRules", i);
            RuleOf(check, spec.JwtRules[i]);
        }

        return check.Finish();
    }

    private static void RuleOf(Checker check, JWTRule rule)
    {
        foreach (string audience in rule.Audiences)
        {
            check.Listed("audiences", audience.Length == 0 ? "audience must be non-empty string" : null);
        }

        check.Listed(
            "issuer",
            rule.Issuer.Length == 0 && rule.JwksUri.Length == 0 ? "issuer or jwksUri must be non-empty string" : null);
        check.Listed("jwksUri", rule.JwksUri.Length == 0 ? null : UrlRules.Jwks(rule.JwksUri));
        if (rule.Jwks.Length > 0)
        {
            string? fault = KeySetRules.Read(rule.Jwks, out List<int> withSecrets);
            check.Listed("jwks", fault is null ? null : $"jwks parse error: {fault}");
            foreach (int index in withSecrets)
            {
                check.Warning(
                    "jwks",
                    $"jwks key at index {GoText.Number(index)} contains private key material; only public keys are used for verification");
            }
        }

        foreach (JWTHeader header in rule.FromHeaders)
        {
            check.Listed("fromHeaders", header.Name.Length == 0 ? "location header name must be non-empty string" : null);
        }

        foreach (string parameter in rule.FromParams)
        {
            check.Listed("fromParams", parameter.Length == 0 ? "location query must be non-empty string" : null);
        }

        foreach (string cookie in rule.FromCookies)
        {
            check.Listed("fromCookies", cookie.Length == 0 ? "cookie name must be non-empty string" : null);
        }

        for (int i = 0; i < rule.OutputClaimToHeaders.Count; i++)
        {
            using Checker.Scope at = check.In("outputClaimToHeaders", i);
            ClaimToHeader claim = rule.OutputClaimToHeaders[i];
            check.Listed(claim.Claim.Length == 0 || claim.Header.Length == 0
                ? "outputClaimToHeaders header and claim value must be non-empty string"
                : HeaderRules.StrictName(claim.Header));
        }

        check.Listed("timeout", DurationRules.CheckPresent(rule.Timeout));
    }
}
