using System.Globalization;
using System.Text;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>A URL in its parts, read and written as Go's net/url does.</summary>
internal sealed record GoUrl
{
    public string Scheme { get; init; } = "";

    public string Opaque { get; init; } = "";

    /// <summary>Escaped already; null: none.</summary>
    public string? UserInfo { get; init; }

    public string Host { get; init; } = "";

    public string Path { get; init; } = "";

    public string RawPath { get; init; } = "";

    public string Query { get; init; } = "";

    public bool ForceQuery { get; init; }

    public string Fragment { get; init; } = "";

    /// <summary>The host without its port and brackets.</summary>
    public string Hostname
    {
        get
        {
            int colon = Host.LastIndexOf(':');
            string host = colon >= 0 && IsPort(Host[colon..]) ? Host[..colon] : Host;
            return host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        }
    }

    /// <summary>Parses a URL.</summary>
    /// <exception cref="FormatException">It is none; the message is Go's without the URL in front.</exception>
    public static GoUrl Parse(string text)
    {
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        string fragment = hash < 0 ? "" : Unescape(text[(hash + 1)..], UrlPart.Fragment);
        string rest = hash < 0 ? text : text[..hash];
        if (rest.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || rest.Contains('\x7f', StringComparison.Ordinal))
        {
            throw new FormatException("net/url: invalid control character in URL");
        }

        if (rest == "*")
        {
            return new GoUrl { Path = "*", Fragment = fragment };
        }

        string scheme = TakeScheme(ref rest);
        bool forceQuery = rest.EndsWith('?') && rest.IndexOf('?', StringComparison.Ordinal) == rest.Length - 1;
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 || forceQuery ? "" : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        var url = new GoUrl { Scheme = scheme, Query = query, ForceQuery = forceQuery, Fragment = fragment };
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return url with { Opaque = rest };
            }

            int colon = rest.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0 && !rest[..colon].Contains('/', StringComparison.Ordinal))
            {
                throw new FormatException("first path segment in URL cannot contain colon");
            }
        }

        if ((scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)) && rest.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = rest.IndexOf('/', 2);
            string authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            url = WithAuthority(url, authority);
        }

        string path = Unescape(rest, UrlPart.Path);
        return url with { Path = path, RawPath = Escape(path, UrlPart.Path) == rest ? "" : rest };
    }

    /// <summary>The URL as one text.</summary>
    public override string ToString()
    {
        var output = new StringBuilder();
        if (Scheme.Length > 0)
        {
            output.Append(Scheme).Append(':');
        }

        if (Opaque.Length > 0)
        {
            output.Append(Opaque);
        }
        else
        {
            if (Scheme.Length > 0 || Host.Length > 0 || UserInfo is not null)
            {
                if (Host.Length > 0 || Path.Length > 0 || UserInfo is not null)
                {
                    output.Append("//");
                }

                output.Append(UserInfo is null ? "" : UserInfo + "@").Append(Escape(Host, UrlPart.Host));
            }

            string path = RawPath.Length > 0 ? RawPath : Path == "*" ? "*" : Escape(Path, UrlPart.Path);
            if (path.Length > 0 && path[0] != '/' && Host.Length > 0)
            {
                output.Append('/');
            }

            // Without anything in front, a colon in the first segment would read as a scheme.
            if (output.Length == 0 && path.Split('/')[0].Contains(':', StringComparison.Ordinal))
            {
                output.Append("./");
            }

            output.Append(path);
        }

        output.Append(ForceQuery || Query.Length > 0 ? "?" + Query : "");
        output.Append(Fragment.Length > 0 ? "#" + Escape(Fragment, UrlPart.Fragment) : "");
        return output.ToString();
    }

    private static string TakeScheme(ref string rest)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            char c = rest[i];
            if (char.IsAsciiLetter(c) || (i > 0 && (char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
            {
                continue;
            }

            if (c != ':')
            {
                return "";
            }

            if (i == 0)
            {
                throw new FormatException("missing protocol scheme");
            }

            string scheme = rest[..i].ToLowerInvariant();
            rest = rest[(i + 1)..];
            return scheme;
        }

        return "";
    }

    private static GoUrl WithAuthority(GoUrl url, string authority)
    {
        int at = authority.LastIndexOf('@');
        string host = ParseHost(authority[(at + 1)..]);
        if (at < 0)
        {
            return url with { Host = host };
        }

        string user = authority[..at];
        foreach (char c in user)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-._:~!$&'()*+,;=%@".Contains(c, StringComparison.Ordinal))
            {
                throw new FormatException("net/url: invalid userinfo");
            }
        }

        int colon = user.IndexOf(':', StringComparison.Ordinal);
        string name = Escape(Unescape(colon < 0 ? user : user[..colon], UrlPart.User), UrlPart.User);
        string info = colon < 0 ? name : name + ":" + Escape(Unescape(user[(colon + 1)..], UrlPart.User), UrlPart.User);
        return url with { Host = host, UserInfo = info };
    }

    private static string ParseHost(string host)
    {
        int open = host.LastIndexOf('[');
        int colon = host.LastIndexOf(':');
        if (open >= 0)
        {
            int close = host.LastIndexOf(']');
            if (close < 0)
            {
                throw new FormatException("missing ']' in host");
            }

            if (!IsPort(host[(close + 1)..]))
            {
                throw new FormatException($"invalid port {GoQuote.Quote(host[(close + 1)..])} after host");
            }
        }
        else if (colon >= 0 && !IsPort(host[colon..]))
        {
            throw new FormatException($"invalid port {GoQuote.Quote(host[colon..])} after host");
        }

        return Unescape(host, UrlPart.Host);
    }

    private static bool IsPort(string text) => text.Length == 0 || (text[0] == ':' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    private static string Unescape(string text, UrlPart part)
    {
        var bytes = new List<byte>(text.Length);
        byte[] source = GoText.ToBytes(text);
        for (int i = 0; i < source.Length; i++)
        {
            char c = (char)source[i];
            if (c == '%')
            {
                int end = Math.Min(i + 3, source.Length);
                string escape = GoText.FromBytes(source.AsSpan(i, end - i));
                if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]))
                {
                    throw new FormatException("invalid URL escape " + GoQuote.Quote(escape));
                }

                byte value = byte.Parse(escape.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                if (part == UrlPart.Host && value < 0x80 && escape != "%25")
                {
                    throw new FormatException("invalid URL escape " + GoQuote.Quote(escape));
                }

                bytes.Add(value);
                i += 2;
            }
            else if (part == UrlPart.Host && c < 0x80 && MustEscape(c, part))
            {
                throw new FormatException($"invalid character {GoQuote.Quote(c.ToString())} in host name");
            }
            else
            {
                bytes.Add(source[i]);
            }
        }

        return GoText.FromBytes(bytes.ToArray());
    }

    private static string Escape(string text, UrlPart part)
    {
        var output = new StringBuilder(text.Length);
        foreach (byte b in GoText.ToBytes(text))
        {
            if (MustEscape((char)b, part))
            {
                output.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                output.Append((char)b);
            }
        }

        return output.ToString();
    }

    private static bool MustEscape(char c, UrlPart part)
    {
        if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~')
        {
            return false;
        }

        string allowed = part switch
        {
            UrlPart.Host => "!$&'()*+,;=:[]<>\"",
            UrlPart.Path => "$&+,/:;=@",
            UrlPart.User => "$&+,;=",
            _ => "$&+,/:;=?@!()*",
        };
        return !allowed.Contains(c, StringComparison.Ordinal);
    }
}
