using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Warns about routes and matches of a virtual service that can never be used, as an earlier one takes all of their traffic.</summary>
/// <remarks>
/// istiod: pkg/config/validation/validation.go:analyzeUnreachable…Rules, coveredValidation. Cost of the prefix comparison is held by
/// <see cref="MaxPrefixes"/>.
/// </remarks>
internal static class UnreachableRules
{
    /// <summary>Prefix matches that are compared with each other; Differs: the reference compares any number.</summary>
    private const int MaxPrefixes = 2000;

    public static void Check(Checker check, VirtualService spec)
    {
        Http(check, spec.Http);
        Walk walk = new(check);
        for (int i = 0; i < spec.Tcp.Count; i++)
        {
            walk.Route("tcp", i, Numbered(i));
            Each(walk, spec.Tcp[i].Match);
        }

        walk = new(check);
        for (int i = 0; i < spec.Tls.Count; i++)
        {
            walk.Route("tls", i, Numbered(i));
            Each(walk, spec.Tls[i].Match);
        }
    }

    private static void Http(Checker check, RepeatedField<HTTPRoute> routes)
    {
        Walk walk = new(check);
        List<PrefixMatch> prefixes = [];
        for (int i = 0; i < routes.Count; i++)
        {
            HTTPRoute route = routes[i];
            string name = Named(route.Name, i);
            walk.Route("http", i, name);
            for (int j = 0; j < route.Match.Count; j++)
            {
                HTTPMatchRequest match = route.Match[j];
                if (walk.Match(Key(match), Named(match.Name, j)) && match.Uri is { Prefix.Length: > 0 } && prefixes.Count < MaxPrefixes)
                {
                    prefixes.Add(new PrefixMatch(name, Named(match.Name, j), i, match));
                }
            }

            walk.EndRoute(route.Match.Count);
        }

        for (int i = 0; i < prefixes.Count; i++)
        {
            PrefixMatch first = prefixes[i];
            for (int j = i + 1; j < prefixes.Count; j++)
            {
                PrefixMatch later = prefixes[j];
                if (first.Covers(later))
                {
                    using Checker.Scope at = check.In("http", later.Index);
                    check.Warning(Ineffective(
                        later.Route,
                        $"{later.Name} of prefix {later.Prefix}",
                        $"{first.Name} of prefix {first.Prefix} on {first.Route}"));
                }
            }
        }
    }

    private static void Each<T>(Walk walk, RepeatedField<T> matches)
        where T : ProtoMessage
    {
        for (int j = 0; j < matches.Count; j++)
        {
            walk.Match(Bytes(matches[j]), Numbered(j));
        }

        walk.EndRoute(matches.Count);
    }

    /// <summary>What a match does, without its name.</summary>
    private static string Key(HTTPMatchRequest match)
    {
        string name = match.Name;
        if (name.Length == 0)
        {
            return Bytes(match);
        }

        HTTPMatchRequest copy = match.Clone();
        copy.Name = "";
        return Bytes(copy);
    }

    private static string Bytes(ProtoMessage message) => Convert.ToBase64String(message.ToByteArray());

    private static string Named(string name, int index) => name.Length > 0 ? GoQuote.Of(name) : Numbered(index);

    private static string Numbered(int index) => "#" + GoText.Number(index);

    private static string Ineffective(string route, string match, string by) =>
        $"virtualService rule {route} match {match} is not used (duplicate/overlapping match in rule {by})";

    /// <summary>Goes through the routes of one list in order.</summary>
    private sealed class Walk(Checker check)
    {
        private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);
        private bool _isCaught;
        private int _duplicates;
        private string _field = "";
        private int _index;
        private string _route = "";

        public void Route(string field, int index, string name)
        {
            (_field, _index, _route, _duplicates) = (field, index, name, 0);
        }

        /// <summary>Whether the match is a new one that traffic can reach.</summary>
        public bool Match(string key, string name)
        {
            if (_isCaught)
            {
                Unused("route without matches defined before");
                return false;
            }

            if (_seen.TryGetValue(key, out string? by))
            {
                Warn(Ineffective(_route, name, by));
                _duplicates++;
                return false;
            }

            _seen.Add(key, _route);
            return true;
        }

        public void EndRoute(int count)
        {
            if (count == 0)
            {
                if (_isCaught)
                {
                    Unused("only the last rule can have no matches");
                }

                _isCaught = true;
            }
            else if (_duplicates == count)
            {
                Unused("all matches used by prior rules");
            }
        }

        private void Unused(string reason) => Warn($"virtualService rule {_route} not used ({reason})");

        private void Warn(string message)
        {
            using Checker.Scope at = check.In(_field, _index);
            check.Warning(message);
        }
    }

    /// <summary>A match on a prefix of the path, with what else it asks for.</summary>
    private sealed class PrefixMatch(string route, string name, int index, HTTPMatchRequest match)
    {
        private readonly string _method = Wanted(match.Method) is { Length: > 0 } method ? method : "exact:GET";
        private readonly string _authority = Wanted(match.Authority);

        public string Route { get; } = route;

        public string Name { get; } = name;

        public int Index { get; } = index;

        public string Prefix { get; } = match.Uri?.Prefix ?? "";

        private HTTPMatchRequest Request { get; } = match;

        /// <summary>Whether all that the later one would match comes here already, as far as the reference looks.</summary>
        public bool Covers(PrefixMatch later) =>
            later.Prefix.Length != Prefix.Length // equal prefixes are the affair of duplicates
            && later.Prefix.StartsWith(Prefix, StringComparison.Ordinal)
            && later.Request.Port == Request.Port
            && _method.StartsWith(later._method, StringComparison.Ordinal)
            && _authority.StartsWith(later._authority, StringComparison.Ordinal)
            && Same(Request.HasHeaders ? Request.Headers : null, later.Request.HasHeaders ? later.Request.Headers : null)
            && Same(Request.HasQueryParams ? Request.QueryParams : null, later.Request.HasQueryParams ? later.Request.QueryParams : null)
            && Same(
                Request.HasWithoutHeaders ? Request.WithoutHeaders : null,
                later.Request.HasWithoutHeaders ? later.Request.WithoutHeaders : null);

        private static bool Same(MapField<string, StringMatch>? ours, MapField<string, StringMatch>? theirs)
        {
            if ((ours?.Count ?? 0) != (theirs?.Count ?? 0))
            {
                return false;
            }

            if (ours is null || theirs is null)
            {
                return true;
            }

            foreach ((string name, StringMatch value) in ours)
            {
                if (!theirs.TryGetValue(name, out StringMatch? other)
                    || !Wanted(value).StartsWith(Wanted(other), StringComparison.Ordinal))
                {
                    return false;
                }
            }

            return true;
        }

        private static string Wanted(StringMatch? match) =>
            match is null ? "" : match.Exact.Length > 0 ? "exact:" + match.Exact : match.Prefix.Length > 0 ? "prefix:" + match.Prefix : "";
    }
}
