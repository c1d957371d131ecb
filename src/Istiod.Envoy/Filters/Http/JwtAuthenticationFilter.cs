using System.Globalization;
using Istiod.Envoy.Filters.Authorization;
using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Checks tokens: a wrong one is refused, a missing one is not (policies can ask for one).</summary>
/// <remarks>istiod: pilot/pkg/security/authn/policy_applier.go:convertToEnvoyJwtConfig.</remarks>
internal sealed class JwtAuthenticationFilter : IHttpFilter
{
    private static readonly Duration FetchTimeout = new(5, 0);
    private static readonly Duration CacheDuration = new(300, 0);

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        if (scope.Traits.Policies is not { JwtRules: { IsEmpty: false } rules }
            || scope.Chain.Side == ListenerClass.SidecarOutbound)
        {
            return;
        }

        JwtAuthentication config = new() { BypassCorsPreflight = true };
        List<JwtRequirement> optional = [];
        JwtRequirementOrList any = new();
        for (int i = 0; i < rules.Count; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"origins-{i}");
            config.Providers[name] = Provider(rules[i], scope.Traits.Kind != ProxyKind.Sidecar, scope.Build);
            JwtRequirementOrList orMissing = new();
            orMissing.Requirements.Add(new JwtRequirement { ProviderName = name });
            orMissing.Requirements.Add(new JwtRequirement { AllowMissing = new Empty() });
            optional.Add(new JwtRequirement { RequiresAny = orMissing });
            any.Requirements.Add(new JwtRequirement { ProviderName = name });
        }

        JwtRequirement required = optional[0];
        if (optional.Count > 1)
        {
            // Providers may look for their tokens in one place; then the token of one is wrong for all others.
            JwtRequirementAndList all = new();
            all.Requirements.AddRange(optional);
            any.Requirements.Add(new JwtRequirement { RequiresAll = all });
            required = new JwtRequirement { RequiresAny = any };
        }

        config.Rules.Add(new RequirementRule { Match = new RouteMatch { Prefix = "/" }, Requires = required });
        filters.Add(new HttpFilter { Name = Matchers.JwtFilterName, TypedConfig = AnyValue.Pack(config) });
    }

    private static JwtProvider Provider(JWTRule rule, bool clearsRouteCache, Build build)
    {
        JwtProvider provider = new()
        {
            Issuer = rule.Issuer,
            Forward = rule.ForwardOriginalToken,
            ForwardPayloadHeader = rule.OutputPayloadToHeader,
            PayloadInMetadata = Matchers.JwtPayload,
            NormalizePayloadInMetadata = new JwtProvider.Types.NormalizePayload(),
            ClearRouteCache = clearsRouteCache,
        };
        SortedSet<string> lists = new(StringComparer.Ordinal) { "permission", "scope" };
        lists.UnionWith(rule.SpaceDelimitedClaims);
        provider.NormalizePayloadInMetadata.SpaceDelimitedClaims.AddRange(lists);
        provider.Audiences.AddRange(rule.Audiences);
        foreach (ClaimToHeader claim in rule.OutputClaimToHeaders)
        {
            provider.ClaimToHeaders.Add(new JwtClaimToHeader { HeaderName = claim.Header, ClaimName = claim.Claim });
        }

        foreach (JWTHeader header in rule.FromHeaders)
        {
            provider.FromHeaders.Add(new JwtHeader { Name = header.Name, ValuePrefix = header.Prefix });
        }

        provider.FromParams.AddRange(rule.FromParams);
        provider.FromCookies.AddRange(rule.FromCookies);
        SetKeys(provider, rule, build);
        return provider;
    }

    private static void SetKeys(JwtProvider provider, JWTRule rule, Build build)
    {
        string mode = build.Features.JwtEnableRemoteJwks;
        bool isHybrid = mode is "hybrid" or "true";
        if (rule.JwksUri.Length > 0 && (isHybrid || mode is "envoy"))
        {
            (string host, int port) = HostOf(rule.JwksUri);
            bool isKnown = build.TryFindCluster(host, (uint)port, out _, out string cluster);
            if (isKnown || !isHybrid)
            {
                provider.RemoteJwks = new RemoteJwks
                {
                    HttpUri = new HttpUri
                    {
                        Uri = rule.JwksUri,
                        Cluster = isKnown ? cluster : EnvoyNames.Outbound(port, "", host),
                        Timeout = rule.Timeout ?? FetchTimeout,
                    },
                    CacheDuration = CacheDuration,
                };
                return;
            }
        }

        // In hybrid mode the reference then fetches, also over keys that are written down.
        bool isInline = rule.Jwks.Length > 0 && !(rule.JwksUri.Length > 0 && isHybrid);
        provider.LocalJwks = new DataSource
        {
            InlineString = isInline ? rule.Jwks : JwtFallback.KeysOf(rule, build),
        };
    }

    private static (string Host, int Port) HostOf(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https"))
        {
            return ("", 0);
        }

        return (parsed.Host, parsed.Port);
    }
}
