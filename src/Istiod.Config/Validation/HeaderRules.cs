using System.Buffers;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on names and values of HTTP headers.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateHTTPHeader…, virtualservice.go.</remarks>
internal static class HeaderRules
{
    private const string ClaimPrefix = "@request.auth.claims";
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // '+-.' in the reference's set is a range, which takes in the comma too.
    private static readonly SearchValues<char> s_token = SearchValues.Create(Alphanumeric + "!#$%&'*+,-.^_`|~");
    private static readonly SearchValues<char> s_strict = SearchValues.Create(Alphanumeric + "-_");
    private static readonly SearchValues<char> s_probe = SearchValues.Create(Alphanumeric + "-");

    /// <summary>Letters, digits, dash and underscore.</summary>
    public static string? StrictName(string name) => Name(name, s_strict);

    /// <summary>What Kubernetes takes in a probe.</summary>
    public static string? ProbeName(string name) => Name(name, s_probe);

    /// <summary>A header that CORS lists, or <c>*</c>.</summary>
    public static string? CorsName(string name) => name == "*" ? null : Name(name, s_token);

    /// <summary>A header to match on: also pseudo headers and claims of tokens.</summary>
    public static string? MatchName(string name) =>
        IsClaim(name) || name is ":method" or ":scheme" or ":authority" or ":path" or ":status" ? null : Name(name, s_token);

    /// <summary>Whether a header to match on stands for a claim of a token: <c>@request.auth.claims.a.b</c> or <c>…[a][b]</c>.</summary>
    /// <remarks>istiod: pkg/jwt/routing_claim.go:ToRoutingClaim.</remarks>
    public static bool IsClaim(string name)
    {
        if (!name.StartsWith(ClaimPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> rest = name.AsSpan(ClaimPrefix.Length);
        return rest.Length > 1 && (rest[0] == '.' || (rest[0] == '[' && rest[^1] == ']' && rest.Length > 2));
    }

    /// <summary>Whether a name stands for the request's authority.</summary>
    public static bool IsAuthority(string name) =>
        name.Equals(":authority", StringComparison.OrdinalIgnoreCase) || name.Equals("host", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names and values that a route or destination adds, sets and removes.</summary>
    public static void Operations(Checker check, Headers? headers)
    {
        if (headers is null)
        {
            return;
        }

        using Checker.Scope at = check.In("headers");
        if (headers.Request is { } request)
        {
            using Checker.Scope here = check.In("request");
            Values(check, "add", request.HasAdd ? request.Add : null, mayBeAuthority: true);
            Values(check, "set", request.HasSet ? request.Set : null, mayBeAuthority: true);
            Removals(check, request);
        }

        if (headers.Response is { } response)
        {
            using Checker.Scope here = check.In("response");
            Values(check, "add", response.HasAdd ? response.Add : null, mayBeAuthority: false);
            Values(check, "set", response.HasSet ? response.Set : null, mayBeAuthority: false);
            Removals(check, response);
        }
    }

    /// <summary>The authority is given once: by the rewrite or by one header.</summary>
    public static string? AuthorityTwice(string rewritten, Headers? headers)
    {
        string current = rewritten;
        if (headers?.Request is not { } request)
        {
            return null;
        }

        return (request.HasSet ? Another(request.Set, ref current) : null) ?? (request.HasAdd ? Another(request.Add, ref current) : null);
    }

    private static string? Another(Protobuf.MapField<string, string> headers, ref string current)
    {
        foreach ((string name, string value) in headers)
        {
            if (!IsAuthority(name))
            {
                continue;
            }

            if (current.Length > 0)
            {
                return "authority header cannot be set multiple times: "
                    + $"have {GoQuote.Of(current)}, attempting to set {GoQuote.Of(value)}";
            }

            current = value;
        }

        return null;
    }

    private static void Values(Checker check, string field, Protobuf.MapField<string, string>? headers, bool mayBeAuthority)
    {
        if (headers is null)
        {
            return;
        }

        foreach ((string name, string value) in headers)
        {
            using Checker.Scope at = check.In(field, name);
            check.Error(mayBeAuthority ? RequestName(name) : OperationName(name));
            check.Error(Value(value));
        }
    }

    private static void Removals(Checker check, Headers.Types.HeaderOperations operations)
    {
        if (operations.HasRemove)
        {
            for (int i = 0; i < operations.Remove.Count; i++)
            {
                using Checker.Scope at = check.In("remove", i);
                check.Error(OperationName(operations.Remove[i]));
            }
        }
    }

    private static string? Name(string name, SearchValues<char> allowed) =>
        name.Length == 0 ? "header name cannot be empty"
            : name.AsSpan().ContainsAnyExcept(allowed) ? $"header name {name} is not a valid header name"
            : null;

    private static string? RequestName(string name) =>
        name.Length == 0 ? "header name cannot be empty"
            : name[0] == ':' && !IsAuthority(name) ? Pseudo(name)
            : null;

    private static string? OperationName(string name) =>
        name.Length == 0 ? "header name cannot be empty"
            : name.Equals("host", StringComparison.OrdinalIgnoreCase) ? $"invalid header {GoQuote.Of(name)}: cannot set Host header"
            : name[0] == ':' ? Pseudo(name)
            : null;

    private static string Pseudo(string name) => $"invalid header {GoQuote.Of(name)}: header cannot have \":\" prefix";

    private static string? Value(string value)
    {
        foreach (char c in value)
        {
            if (c is < '\t' or (> '\t' and < ' ') or '\u007f')
            {
                return $"header value configuration {value} is invalid";
            }
        }

        return HeaderFormat.Fault(value) is { } fault ? $"header value configuration: {fault}" : null;
    }
}
