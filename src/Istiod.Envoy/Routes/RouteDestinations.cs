using System.Text;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Where a rule sends requests: clusters with weights, rewrites, mirrors, retries, timeout.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:applyHTTPRouteDestination.</remarks>
internal static class RouteDestinations
{
    private const string RegexMeta = @"\.+*?()|[]{}^$";

    /// <summary>Gives the route its action.</summary>
    /// <param name="authority">Authority that the rule's headers set, or empty.</param>
    public static void Apply(
        EnvoyRoute route, VirtualServiceConfig config, HTTPRoute rule, string authority, RouteContext context)
    {
        RouteAction action = new();
        route.Route_ = action;
        RouteTimeouts.Set(action, rule.Timeout, context.IsProxylessGrpc);
        if (config.Semantics == RouteSemantics.GatewayApi)
        {
            action.ClusterNotFoundResponseCode = RouteAction.Types.ClusterNotFoundResponseCode.InternalServerError;
        }

        if (rule.Rewrite is not null)
        {
            action.AppendXForwardedHost = context.AppendsForwardedHost;
            Rewrite(action, rule.Rewrite, route.Match, config.Semantics);
            authority = rule.Rewrite.Authority.Length > 0 ? rule.Rewrite.Authority : authority;
        }

        if (authority.Length > 0)
        {
            action.HostRewriteLiteral = authority;
        }

        AddMirrors(action, rule, context);
        bool isHashed = rule.Route.Count == 1
            ? SetOnly(route, action, rule.Route[0], context)
            : SetWeighted(action, rule, context);
        action.RetryPolicy = RetryPolicies.Convert(rule.Retries ?? context.Settings.Mesh.DefaultHttpRetryPolicy, isHashed);
    }

    private static void Rewrite(RouteAction action, HTTPRewrite rewrite, RouteMatch? match, RouteSemantics semantics)
    {
        if (rewrite.UriRegexRewrite is { } expression)
        {
            action.RegexRewrite = new RegexMatchAndSubstitute
            {
                Pattern = new RegexMatcher { Regex = expression.Match },
                Substitution = expression.Rewrite,
            };
        }
        else if (semantics == RouteSemantics.GatewayApi && rewrite.Uri == "/")
        {
            // The prefix goes away; what is left must still begin with a slash.
            action.RegexRewrite = new RegexMatchAndSubstitute
            {
                Pattern = new RegexMatcher { Regex = $"^{Quote(match?.PathSeparatedPrefix ?? "")}(/?)(.*)" },
                Substitution = @"/\2",
            };
        }
        else if (rewrite.Uri.Length > 0)
        {
            action.PrefixRewrite = rewrite.Uri;
        }
    }

    private static void AddMirrors(RouteAction action, HTTPRoute rule, RouteContext context)
    {
        if (rule.Mirror is not null)
        {
            Protos.Envoy.Type.V3.FractionalPercent? share = rule.MirrorPercentage is { } percentage ? Positive(percentage)
                : rule.MirrorPercent is not { } whole ? Percentages.Whole(100)
                : whole > 0 ? Percentages.Whole(whole)
                : null;
            AddMirror(action, rule.Mirror, share, context);
        }

        foreach (HTTPMirrorPolicy mirror in rule.Mirrors)
        {
            if (mirror.Destination is not null)
            {
                AddMirror(
                    action,
                    mirror.Destination,
                    mirror.Percentage is { } percentage ? Positive(percentage) : Percentages.Whole(100),
                    context);
            }
        }
    }

    private static Protos.Envoy.Type.V3.FractionalPercent? Positive(Percent percent) =>
        percent.Value > 0 ? Percentages.Of(percent) : null;

    private static void AddMirror(
        RouteAction action, Destination target, Protos.Envoy.Type.V3.FractionalPercent? share, RouteContext context)
    {
        if (share is null)
        {
            return;
        }

        action.RequestMirrorPolicies.Add(new RouteAction.Types.RequestMirrorPolicy
        {
            Cluster = ClusterOf(target, context),
            RuntimeFraction = new RuntimeFractionalPercent { DefaultValue = share },
            TraceSampled = false,
            DisableShadowHostSuffixAppend = context.Settings.Features.DisableShadowHostSuffix,
        });
    }

    // Headers of the one destination become those of the route. Returns whether it balances by hash.
    private static bool SetOnly(EnvoyRoute route, RouteAction action, HTTPRouteDestination target, RouteContext context)
    {
        action.Cluster = ClusterOf(target.Destination, context);
        if (target.Headers is not null)
        {
            HeaderChanges headers = HeaderChanges.Of(target.Headers);
            HttpRouteTranslator.Add(route, headers);
            if (headers.Authority.Length > 0
                && action.HostRewriteSpecifierCase == RouteAction.HostRewriteSpecifierOneofCase.None)
            {
                action.HostRewriteLiteral = headers.Authority;
            }
        }

        ConsistentHash? hash = target.Destination is null ? null : context.FindHash(target.Destination);
        AddHash(action, hash);
        return hash is not null;
    }

    private static bool SetWeighted(RouteAction action, HTTPRoute rule, RouteContext context)
    {
        WeightedCluster weighted = new();
        foreach (HTTPRouteDestination target in rule.Route)
        {
            if (target.Weight == 0)
            {
                continue;
            }

            HeaderChanges headers = HeaderChanges.Of(target.Headers);
            WeightedCluster.Types.ClusterWeight part = new()
            {
                Name = ClusterOf(target.Destination, context),
                Weight = (uint)target.Weight,
            };
            part.RequestHeadersToAdd.AddRange(headers.RequestAdd);
            part.RequestHeadersToRemove.AddRange(headers.RequestRemove);
            part.ResponseHeadersToAdd.AddRange(headers.ResponseAdd);
            part.ResponseHeadersToRemove.AddRange(headers.ResponseRemove);
            if (headers.Authority.Length > 0)
            {
                part.HostRewriteLiteral = headers.Authority;
            }

            AddHash(action, target.Destination is null ? null : context.FindHash(target.Destination));
            weighted.Clusters.Add(part);
        }

        action.WeightedClusters = weighted;
        return false;
    }

    private static void AddHash(RouteAction action, ConsistentHash? hash)
    {
        if (HashPolicies.Convert(hash) is { } policy)
        {
            action.HashPolicy.Add(policy);
        }
    }

    private static string ClusterOf(Destination? target, RouteContext context)
    {
        target ??= new Destination();
        return context.ClusterName(target, context.FindService(target.Host), context.ListenerPort);
    }

    // Go's regexp.QuoteMeta.
    private static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length);
        foreach (char c in text)
        {
            if (RegexMeta.Contains(c, StringComparison.Ordinal))
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }
}
