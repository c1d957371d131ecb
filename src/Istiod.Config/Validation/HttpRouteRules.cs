using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on one HTTP route of a virtual service: what it matches, and that its parts go together.</summary>
/// <remarks>istiod: pkg/config/validation/virtualservice.go:validateHTTPRoute.</remarks>
internal static class HttpRouteRules
{
    /// <param name="isDelegate">The virtual service has no hosts: another one delegates to it.</param>
    public static void Check(Checker check, HTTPRoute route, bool isDelegate, bool isFromGatewayApi)
    {
        Conflicts(check, route, isDelegate);
        using (check.Quiet())
        {
            Matches(check, route.Match);
        }

        HeaderRules.Operations(check, route.Headers);
        HttpActionRules.Cors(check, route.CorsPolicy);
        HttpActionRules.Fault(check, route.Fault);
        MirrorShare(check, route);
        using (check.In("mirror"))
        {
            DestinationRefs.Check(check, route.Mirror);
        }

        HttpActionRules.Mirrors(check, route.Mirrors);
        check.Error("redirect", HttpActionRules.Redirect(route.Redirect));
        HttpActionRules.DirectResponse(check, route.DirectResponse);
        HttpActionRules.Retry(check, route.Retries);
        check.Error("rewrite", HttpActionRules.Rewrite(route.Rewrite));
        check.Error("headers", HeaderRules.AuthorityTwice(route.Rewrite?.Authority ?? "", route.Headers));
        DestinationRefs.Http(check, route.Route, isFromGatewayApi);
        check.Error("timeout", DurationRules.CheckPresent(route.Timeout));
    }

    private static void Conflicts(Checker check, HTTPRoute route, bool isDelegate)
    {
        if (!isDelegate && route.Delegate is not null)
        {
            check.Error("redirect", route.Redirect is null ? null : $"root HTTP route {route.Name} must not specify redirect");
            check.Error("route", route.HasRoute ? $"root HTTP route {route.Name} must not specify route" : null);
            return;
        }

        check.Error("delegate", isDelegate && route.Delegate is not null ? "delegate HTTP route cannot contain delegate" : null);
        if (route.Redirect is not null)
        {
            check.Error(route.HasRoute ? "HTTP route cannot contain both route and redirect" : null);
            check.Error(route.Fault is null ? null : "HTTP route cannot contain both fault and redirect");
            check.Error(route.Rewrite is null ? null : "HTTP route rule cannot contain both rewrite and redirect");
            check.Error(route.DirectResponse is null ? null : "HTTP route rule cannot contain both direct_response and redirect");
        }
        else if (route.DirectResponse is not null)
        {
            check.Error(route.HasRoute ? "HTTP route cannot contain both route and direct_response" : null);
            check.Error(route.Fault is null ? null : "HTTP route cannot contain both fault and direct_response");
            check.Error(route.Rewrite is null ? null : "HTTP route rule cannot contain both rewrite and direct_response");
        }
        else
        {
            check.Error(route.HasRoute ? null : "HTTP route, redirect or direct_response is required");
        }

        check.Error(route.Mirror is not null && route.HasMirrors ? "HTTP route cannot contain both mirror and mirrors" : null);
    }

    private static void Matches(Checker check, RepeatedField<HTTPMatchRequest> matches)
    {
        for (int i = 0; i < matches.Count; i++)
        {
            using Checker.Scope at = check.In("match", i);
            Values(check, matches[i]);
        }

        for (int i = 0; i < matches.Count; i++)
        {
            using Checker.Scope at = check.In("match", i);
            HTTPMatchRequest match = matches[i];
            check.Error("port", match.Port == 0 ? null : NameChecks.Port(match.Port));
            SelectorRules.Tags(check, "sourceLabels", match.HasSourceLabels ? match.SourceLabels : null);
            if (match.HasGateways)
            {
                VirtualServiceRules.GatewayNames(check, match.Gateways);
            }

            check.Error(
                "sourceNamespace",
                match.SourceNamespace.Length == 0 || NameChecks.IsLabel(match.SourceNamespace)
                    ? null
                    : $"sourceNamespace match {match.SourceNamespace} is invalid");
        }
    }

    private static void Values(Checker check, HTTPMatchRequest match)
    {
        if (match.HasHeaders)
        {
            foreach ((string name, StringMatch value) in match.Headers)
            {
                using Checker.Scope at = check.In("headers", name);
                check.Error(HeaderRules.MatchName(name));
                check.Error(MatchRules.Check(value, "headers"));
            }
        }

        if (match.HasWithoutHeaders)
        {
            foreach ((string name, StringMatch value) in match.WithoutHeaders)
            {
                using Checker.Scope at = check.In("withoutHeaders", name);
                check.Error(HeaderRules.MatchName(name));

                // "*" is no expression here, it stands for presence.
                check.Error(value.Regex == "*" ? null : MatchRules.Check(value, "withoutHeaders"));
            }
        }

        check.Error("uri", MatchRules.Regex(match.Uri, "uri"));
        check.Error("scheme", MatchRules.Check(match.Scheme, "scheme"));
        check.Error("method", MatchRules.Check(match.Method, "method"));
        check.Error("authority", MatchRules.Check(match.Authority, "authority"));
        if (match.HasQueryParams)
        {
            foreach ((string name, StringMatch value) in match.QueryParams)
            {
                using Checker.Scope at = check.In("queryParams", name);
                check.Error(MatchRules.Check(value, "queryParams"));
            }
        }
    }

    private static void MirrorShare(Checker check, HTTPRoute route)
    {
        if (route.MirrorPercent is { } whole)
        {
            check.Error("mirrorPercent", whole > 100 ? $"mirror_percent must have a max value of 100 (it has {GoText.Number(whole)})" : null);
            check.Warning("mirrorPercent", "using deprecated setting \"mirrorPercent\", use \"mirrorPercentage\" instead");
        }

        if (route.MirrorPercentage is { } share)
        {
            check.Error(
                "mirrorPercentage",
                share.Value > 100 ? $"mirror_percentage must have a max value of 100 (it has {GoText.Fixed(share.Value)})"
                    : share.Value < 0 ? $"mirror_percentage must have a min value of 0 (it has {GoText.Fixed(share.Value)})"
                    : null);
        }
    }
}
