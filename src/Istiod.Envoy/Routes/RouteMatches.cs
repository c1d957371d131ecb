using Istiod.Protobuf;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>Match conditions of virtual services as Envoy's.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:TranslateRouteMatch.</remarks>
internal static class RouteMatches
{
    /// <summary>The condition; of none: everything.</summary>
    public static RouteMatch Convert(HTTPMatchRequest? request, RouteSemantics semantics)
    {
        RouteMatch match = new() { Prefix = "/" };
        if (request is null)
        {
            return match;
        }

        List<HeaderMatcher> headers = [];
        AddHeaders(match, headers, request.Headers, isInverted: false);
        AddHeaders(match, headers, request.WithoutHeaders, isInverted: true);
        SortByName(headers);
        match.Headers.AddRange(headers);
        SetPath(match, request.Uri, semantics);
        match.CaseSensitive = !request.IgnoreUriCase;
        AddHeader(match, ":method", request.Method);
        AddHeader(match, ":authority", request.Authority);
        AddHeader(match, ":scheme", request.Scheme);
        foreach ((string name, StringMatch value) in Sorted(request.QueryParams))
        {
            QueryParameterMatcher parameter = new() { Name = name };
            if (IsPresence(value))
            {
                parameter.PresentMatch = true;
            }
            else
            {
                parameter.StringMatch = StringMatches.Convert(value);
            }

            match.QueryParameters.Add(parameter);
        }

        return match;
    }

    /// <summary>Whether a route takes every request, so that nothing behind it is reached.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/route/route.go:IsCatchAllRoute.</remarks>
    public static bool IsCatchAll(RouteMatch match)
    {
        bool takesAllPaths = match.PathSpecifierCase switch
        {
            RouteMatch.PathSpecifierOneofCase.Prefix => match.Prefix == "/",
            RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix => match.PathSeparatedPrefix == "/",
            RouteMatch.PathSpecifierOneofCase.SafeRegex => match.SafeRegex?.Regex == ".*",
            _ => false,
        };
        return takesAllPaths && match.Headers.Count == 0 && match.QueryParameters.Count == 0 && match.DynamicMetadata.Count == 0;
    }

    private static void SetPath(RouteMatch match, StringMatch? path, RouteSemantics semantics)
    {
        switch (path?.MatchTypeCase)
        {
            case StringMatch.MatchTypeOneofCase.Exact:
                match.Path = path.Exact;
                break;
            case StringMatch.MatchTypeOneofCase.Prefix when semantics != RouteSemantics.VirtualService && path.Prefix != "/":
                match.PathSeparatedPrefix = path.Prefix.EndsWith('/') ? path.Prefix[..^1] : path.Prefix;
                break;
            case StringMatch.MatchTypeOneofCase.Prefix:
                match.Prefix = path.Prefix;
                break;
            case StringMatch.MatchTypeOneofCase.Regex:
                match.SafeRegex = new RegexMatcher { Regex = path.Regex };
                break;
        }
    }

    // A header may name a claim of the request's token; that is then a condition on metadata.
    private static void AddHeaders(
        RouteMatch match, List<HeaderMatcher> headers, MapField<string, StringMatch> conditions, bool isInverted)
    {
        foreach ((string name, StringMatch value) in Sorted(conditions))
        {
            if (ClaimMatches.TryConvert(name, value, out MetadataMatcher? claim))
            {
                claim.Invert = isInverted;
                match.DynamicMetadata.Add(claim);
                continue;
            }

            HeaderMatcher header = Header(name, value);
            if (isInverted)
            {
                header.InvertMatch = true;
                header.TreatMissingHeaderAsEmpty = !IsPresence(value);
            }

            headers.Add(header);
        }
    }

    private static void AddHeader(RouteMatch match, string name, StringMatch? value)
    {
        if (value is not null)
        {
            match.Headers.Add(Header(name, value));
        }
    }

    private static HeaderMatcher Header(string name, StringMatch value)
    {
        HeaderMatcher header = new() { Name = name };
        if (IsPresence(value))
        {
            header.PresentMatch = true;
        }
        else
        {
            header.StringMatch = StringMatches.Convert(value);
        }

        return header;
    }

    // The regular expression "*" is no RE2 expression; it stands for "present".
    private static bool IsPresence(StringMatch value) => value.MatchTypeCase switch
    {
        StringMatch.MatchTypeOneofCase.None => true,
        StringMatch.MatchTypeOneofCase.Regex => value.Regex == "*",
        _ => false,
    };

    private static List<KeyValuePair<string, StringMatch>> Sorted(MapField<string, StringMatch> conditions)
    {
        List<KeyValuePair<string, StringMatch>> sorted = [.. conditions];
        sorted.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return sorted;
    }

    // Stable: a header may stand in both maps.
    private static void SortByName(List<HeaderMatcher> headers)
    {
        for (int i = 1; i < headers.Count; i++)
        {
            HeaderMatcher header = headers[i];
            int at = i;
            for (; at > 0 && string.CompareOrdinal(headers[at - 1].Name, header.Name) > 0; at--)
            {
                headers[at] = headers[at - 1];
            }

            headers[at] = header;
        }
    }
}
