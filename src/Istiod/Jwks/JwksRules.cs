using Istiod.Config;
using Istiod.Model;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Jwks;

/// <summary>Which key sets a RequestAuthentication has istiod fetch.</summary>
/// <remarks>istiod: pilot/pkg/security/authn/policy_applier.go:convertToEnvoyJwtConfig.</remarks>
internal static class JwksRules
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(5);

    // what a turn waits for must be bounded, whatever a rule says
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the demands of one object.</summary>
    /// <param name="mode"><c>PILOT_JWT_ENABLE_REMOTE_JWKS</c>.</param>
    /// <param name="isInMesh">Whether the host of an address is a service of the mesh: then, in hybrid mode, proxies fetch.</param>
    /// <param name="to">Demands with the longest time a fetch may take.</param>
    public static void Add(ConfigObject item, string mode, Func<string, bool> isInMesh, Dictionary<JwtKeysDemand, TimeSpan> to)
    {
        if (item.Spec is not RequestAuthentication spec)
        {
            return;
        }

        bool isHybrid = mode is "hybrid" or "true";
        foreach (JWTRule rule in spec.JwtRules)
        {
            bool hasAddress = rule.JwksUri.Length > 0;
            bool isInline = rule.Jwks.Length > 0 && !(hasAddress && isHybrid);
            bool isProxys = hasAddress && (mode is "envoy" || (isHybrid && isInMesh(rule.JwksUri)));
            if (!isInline && !isProxys && (hasAddress || rule.Issuer.Length > 0))
            {
                to[new JwtKeysDemand(rule.JwksUri, rule.Issuer)] = TimeoutOf(rule);
            }
        }
    }

    private static TimeSpan TimeoutOf(JWTRule rule)
    {
        TimeSpan timeout = rule.Timeout is { } given ? TimeSpan.FromSeconds(given.Seconds) + TimeSpan.FromMicroseconds(given.Nanos / 1000) : UsualTimeout;
        return timeout <= TimeSpan.Zero ? UsualTimeout : timeout < LongestTimeout ? timeout : LongestTimeout;
    }
}
