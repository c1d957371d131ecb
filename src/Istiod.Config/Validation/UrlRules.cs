using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>Rules on URLs. What is one is decided as Go's net/url does, with its words.</summary>
/// <remarks>istiod: pkg/config/security/security.go:ParseJwksURI, pkg/config/validation/validation.go:validateWasmPluginURL.</remarks>
internal static class UrlRules
{
    private const string Alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly SearchValues<char> s_host = SearchValues.Create(Alphanumeric + "-_.~!$&'()*+,;=:[]<>\"%");
    private static readonly SearchValues<char> s_user = SearchValues.Create(Alphanumeric + "-._:~!$&'()*+,;=%@");
    private static readonly SearchValues<char> s_scheme = SearchValues.Create(Alphanumeric + "+-.");

    /// <summary>Where keys of tokens come from: http or https.</summary>
    public static string? Jwks(string url)
    {
        if (!TryParse(url, forRequest: false, out string scheme, out string port, out string? fault))
        {
            return fault;
        }

        return scheme is not ("http" or "https") ? $"URI scheme {GoQuote.Of(scheme)} is not supported"
            : port.Length > 0 && NameChecks.Number(port) is null ? NameChecks.NumberFault(port)
            : null;
    }

    /// <summary>Where a module comes from: file, http, https, oci, or an image name without a scheme.</summary>
    public static string? Wasm(string url)
    {
        if (url.Length == 0)
        {
            return "url field needs to be set";
        }

        string whole = url;
        if (!TryParse(whole, forRequest: true, out string scheme, out _, out string? fault))
        {
            whole = "http://" + url;
            if (!TryParse(whole, forRequest: true, out scheme, out _, out _))
            {
                return $"failed to parse url: {fault}";
            }
        }

        if (!TryParse(whole, forRequest: false, out _, out _, out string? strict))
        {
            return $"failed to strict parse url: {strict}";
        }

        return scheme is "" or "file" or "http" or "https" or "oci" ? null : $"url contains unsupported scheme: {scheme}";
    }

    /// <summary>Whether a text is a URL or a path.</summary>
    public static string? Any(string url) => TryParse(url, forRequest: false, out _, out _, out string? fault) ? null : fault;

    private static bool TryParse(
        string url, bool forRequest, out string scheme, out string port, [NotNullWhen(false)] out string? fault)
    {
        port = "";
        string text = url;
        int fragment = forRequest ? -1 : text.IndexOf('#', StringComparison.Ordinal);
        text = fragment < 0 ? text : text[..fragment];
        fault = Parse(text, forRequest, out scheme, ref port)
            ?? (fragment < 0 ? null : EscapeFault(url[(fragment + 1)..]));
        fault = fault is null ? null : $"parse {GoQuote.Of(url)}: {fault}";
        return fault is null;
    }

    private static string? Parse(string text, bool forRequest, out string scheme, ref string port)
    {
        scheme = "";
        if (text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f', StringComparison.Ordinal))
        {
            return "net/url: invalid control character in URL";
        }

        if (text.Length == 0 && forRequest)
        {
            return "empty url";
        }

        if (text == "*")
        {
            return null;
        }

        if (SchemeFault(text, out scheme, out string rest) is { } bad)
        {
            return bad;
        }

        int query = rest.IndexOf('?', StringComparison.Ordinal);
        rest = query < 0 ? rest : rest[..query];
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return null;
            }

            if (forRequest)
            {
                return "invalid URI for request";
            }

            int slash = rest.IndexOf('/', StringComparison.Ordinal);
            if ((slash < 0 ? rest : rest[..slash]).Contains(':', StringComparison.Ordinal))
            {
                return "first path segment in URL cannot contain colon";
            }
        }

        bool hasAuthority = rest.StartsWith("//", StringComparison.Ordinal)
            && (scheme.Length > 0 || (!forRequest && !rest.StartsWith("///", StringComparison.Ordinal)));
        if (hasAuthority)
        {
            string authority = rest[2..];
            int slash = authority.IndexOf('/', StringComparison.Ordinal);
            rest = slash < 0 ? "" : authority[slash..];
            authority = slash < 0 ? authority : authority[..slash];
            if (AuthorityFault(authority, ref port) is { } wrong)
            {
                return wrong;
            }
        }

        return EscapeFault(rest);
    }

    private static string? SchemeFault(string text, out string scheme, out string rest)
    {
        (scheme, rest) = ("", text);
        int end = text.AsSpan().IndexOfAnyExcept(s_scheme);
        if (end < 0 || text[end] != ':')
        {
            return null;
        }

        if (end == 0)
        {
            return "missing protocol scheme";
        }

        if (char.IsAsciiLetter(text[0]))
        {
            (scheme, rest) = (text[..end].ToLowerInvariant(), text[(end + 1)..]);
        }

        return null;
    }

    private static string? AuthorityFault(string authority, ref string port)
    {
        int at = authority.LastIndexOf('@');
        string host = authority[(at + 1)..];
        int bracket = host.LastIndexOf(']');
        if (host.StartsWith('[') && bracket < 0)
        {
            return "missing ']' in host";
        }

        int colon = host.StartsWith('[') ? bracket + 1 : host.LastIndexOf(':');
        string behind = colon < 0 ? "" : host[colon..];
        if (behind.Length > 0 && (behind[0] != ':' || behind.AsSpan(1).ContainsAnyExceptInRange('0', '9')))
        {
            return $"invalid port {GoQuote.Of(behind)} after host";
        }

        port = behind.Length > 1 ? behind[1..] : "";
        foreach (char c in host)
        {
            if (c < 0x80 && !s_host.Contains(c))
            {
                return $"invalid character {GoQuote.Of(c.ToString())} in host name";
            }
        }

        if (EscapeFault(host) is { } escape)
        {
            return escape;
        }

        // Only what is no ASCII may be escaped in a host; the percent sign itself only in a zone.
        int percent = host.StartsWith('[') ? -1 : host.IndexOf('%', StringComparison.Ordinal);
        if (percent >= 0 && host[percent + 1] < '8')
        {
            return $"invalid URL escape {GoQuote.Of(host.Substring(percent, 3))}";
        }

        return at < 0 ? null
            : authority.AsSpan(0, at).ContainsAnyExcept(s_user) ? "net/url: invalid userinfo"
            : EscapeFault(authority[..at]);
    }

    private static string? EscapeFault(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return $"invalid URL escape {GoQuote.Of(text.Substring(i, Math.Min(3, text.Length - i)))}";
            }
        }

        return null;
    }
}
