using System.Diagnostics.CodeAnalysis;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Traffic.VirtualServices;

/// <summary>Combines the match conditions of a root's route with those of a delegate's route.</summary>
/// <remarks>istiod: pilot/pkg/model/virtualservice.go:mergeHTTPMatchRequests, hasConflict, stringMatchConflict.</remarks>
internal static class HttpMatchMerge
{
    /// <summary>Every condition of the delegate must narrow at least one of the root's; each such pair gives one condition.</summary>
    /// <returns>False if a condition of the delegate narrows none of the root's.</returns>
    public static bool TryMerge(
        List<HTTPMatchRequest> root,
        List<HTTPMatchRequest> leaf,
        [NotNullWhen(true)] out List<HTTPMatchRequest>? merged)
    {
        merged = [];
        if (root.Count == 0 || leaf.Count == 0)
        {
            merged.AddRange(root.Count == 0 ? leaf : root);
            return true;
        }

        foreach (HTTPMatchRequest leafMatch in leaf)
        {
            int before = merged.Count;
            foreach (HTTPMatchRequest rootMatch in root)
            {
                if (!Conflicts(rootMatch, leafMatch))
                {
                    merged.Add(Join(rootMatch, leafMatch));
                }
            }

            if (merged.Count == before)
            {
                merged = null;
                return false;
            }
        }

        return true;
    }

    /// <summary><c>root-leaf</c>, or the one of the two that is not empty.</summary>
    public static string JoinNames(string root, string leaf) =>
        leaf.Length == 0 ? root : root.Length == 0 ? leaf : $"{root}-{leaf}";

    private static HTTPMatchRequest Join(HTTPMatchRequest root, HTTPMatchRequest leaf)
    {
        HTTPMatchRequest joined = leaf.Clone();
        joined.Name = JoinNames(root.Name, leaf.Name);
        joined.Uri ??= root.Uri;
        joined.Scheme ??= root.Scheme;
        joined.Method ??= root.Method;
        joined.Authority ??= root.Authority;
        AddMissing(joined.Headers, root.Headers);
        AddMissing(joined.WithoutHeaders, root.WithoutHeaders);
        AddMissing(joined.QueryParams, root.QueryParams);
        AddMissing(joined.SourceLabels, root.SourceLabels);
        joined.Port = joined.Port == 0 ? root.Port : joined.Port;
        joined.SourceNamespace = joined.SourceNamespace.Length == 0 ? root.SourceNamespace : joined.SourceNamespace;
        joined.StatPrefix = joined.StatPrefix.Length == 0 ? root.StatPrefix : joined.StatPrefix;
        if (joined.Gateways.Count == 0)
        {
            joined.Gateways.AddRange(root.Gateways);
        }

        return joined;
    }

    private static void AddMissing<T>(MapField<string, T> target, MapField<string, T> source)
    {
        foreach (KeyValuePair<string, T> entry in source)
        {
            target.TryAdd(entry.Key, entry.Value);
        }
    }

    private static bool Conflicts(HTTPMatchRequest root, HTTPMatchRequest leaf)
    {
        if (Conflicts(root.Uri, leaf.Uri) || Conflicts(root.Scheme, leaf.Scheme)
            || Conflicts(root.Method, leaf.Method) || Conflicts(root.Authority, leaf.Authority)
            || Conflicts(root.Headers, leaf.Headers) || Conflicts(root.WithoutHeaders, leaf.WithoutHeaders)
            || Conflicts(root.QueryParams, leaf.QueryParams))
        {
            return true;
        }

        if (root.IgnoreUriCase != leaf.IgnoreUriCase
            || (root.Port > 0 && leaf.Port > 0 && root.Port != leaf.Port)
            || (root.SourceNamespace.Length > 0 && root.SourceNamespace != leaf.SourceNamespace))
        {
            return true;
        }

        foreach (KeyValuePair<string, string> label in leaf.SourceLabels)
        {
            if (root.SourceLabels.TryGetValue(label.Key, out string? value) && value != label.Value)
            {
                return true;
            }
        }

        if (root.Gateways.Count > 0 && leaf.Gateways.Count > 0)
        {
            if (root.Gateways.Count < leaf.Gateways.Count)
            {
                return true;
            }

            foreach (string gateway in leaf.Gateways)
            {
                if (!root.Gateways.Contains(gateway))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Conflicts(MapField<string, StringMatch> root, MapField<string, StringMatch> leaf)
    {
        foreach (KeyValuePair<string, StringMatch> entry in leaf)
        {
            if (root.TryGetValue(entry.Key, out StringMatch? match) && Conflicts(match, entry.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the delegate's text condition is not one that the root's covers. Regular expressions cover nothing.</summary>
    private static bool Conflicts(StringMatch? root, StringMatch? leaf)
    {
        if (root is null || leaf is null)
        {
            return false;
        }

        // Empty texts count as absent, as the reference's getters see them.
        string leafExact = Text(leaf, StringMatch.MatchTypeOneofCase.Exact);
        string leafPrefix = Text(leaf, StringMatch.MatchTypeOneofCase.Prefix);
        string rootExact = Text(root, StringMatch.MatchTypeOneofCase.Exact);
        string rootPrefix = Text(root, StringMatch.MatchTypeOneofCase.Prefix);
        if (rootExact.Length > 0)
        {
            return leafExact != rootExact;
        }

        if (rootPrefix.Length > 0 && (leafPrefix.Length > 0 || leafExact.Length > 0))
        {
            return !(leafPrefix.Length > 0 ? leafPrefix : leafExact).StartsWith(rootPrefix, StringComparison.Ordinal);
        }

        return true;
    }

    private static string Text(StringMatch match, StringMatch.MatchTypeOneofCase kind) => match.MatchTypeCase != kind
        ? ""
        : kind == StringMatch.MatchTypeOneofCase.Exact ? match.Exact : match.Prefix;
}
