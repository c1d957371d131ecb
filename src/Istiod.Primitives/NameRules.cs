using System.Buffers;

namespace Istiod.Primitives;

/// <summary>Which texts Kubernetes takes as names, labels and their like.</summary>
/// <remarks>Source: k8s.io/apimachinery util/validation.</remarks>
public static class NameRules
{
    private static readonly SearchValues<char> s_lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> s_label =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private static readonly SearchValues<char> s_header =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private static readonly SearchValues<char> s_identifier =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly SearchValues<char> s_path =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~%!$&'()*+,;=:");

    /// <summary>A lower-case DNS label of at most 63 characters.</summary>
    public static bool IsDns1123Label(ReadOnlySpan<char> text) => text.Length <= 63 && IsLowerLabel(text);

    /// <summary>As <see cref="IsDns1123Label"/>, and the first character is a letter.</summary>
    public static bool IsDns1035Label(ReadOnlySpan<char> text) =>
        IsDns1123Label(text) && char.IsAsciiLetterLower(text[0]);

    /// <summary>DNS labels of any length joined by dots, at most 253 characters.</summary>
    public static bool IsDns1123Subdomain(ReadOnlySpan<char> text)
    {
        if (text.Length > 253)
        {
            return false;
        }

        foreach (Range part in text.Split('.'))
        {
            if (!IsLowerLabel(text[part]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>*.</c> and a subdomain, at most 253 characters.</summary>
    public static bool IsWildcardDns1123Subdomain(ReadOnlySpan<char> text) =>
        text.Length <= 253 && text.StartsWith("*.", StringComparison.Ordinal) && IsDns1123Subdomain(text[2..]);

    /// <summary>A label or annotation key: <c>name</c> or <c>prefix/name</c>.</summary>
    public static bool IsQualifiedName(ReadOnlySpan<char> text)
    {
        int slash = text.IndexOf('/');
        if (slash >= 0 && (slash == 0 || !IsDns1123Subdomain(text[..slash])))
        {
            return false;
        }

        ReadOnlySpan<char> name = text[(slash + 1)..];
        return name.Length is > 0 and <= 63 && IsLabelName(name);
    }

    /// <summary>A label's value: empty, or at most 63 characters.</summary>
    public static bool IsLabelValue(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text.Length <= 63 && IsLabelName(text));

    /// <summary>An identifier of C.</summary>
    public static bool IsCIdentifier(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !char.IsAsciiDigit(text[0]) && !text.ContainsAnyExcept(s_identifier);

    /// <summary>A name of an environment variable of a container.</summary>
    public static bool IsEnvironmentName(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !char.IsAsciiDigit(text[0]) && !text.ContainsAnyExcept(s_label) && !IsDots(text);

    /// <summary>A key of a ConfigMap or Secret.</summary>
    public static bool IsConfigMapKey(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 253 && !text.ContainsAnyExcept(s_label) && !IsDots(text);

    /// <summary>A name of an HTTP header, as Kubernetes restricts it.</summary>
    public static bool IsHttpHeaderName(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(s_header);

    /// <summary>A name of a container's port.</summary>
    public static bool IsPortName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 15 || text.ContainsAnyExcept(s_lower) || text[0] == '-' || text[^1] == '-'
            || text.Contains("--", StringComparison.Ordinal))
        {
            return false;
        }

        return text.ContainsAnyInRange('a', 'z');
    }

    /// <summary>A domain of at least two labels; a dot at the end is fine.</summary>
    public static bool IsFullyQualifiedDomainName(ReadOnlySpan<char> text)
    {
        text = text.EndsWith(".", StringComparison.Ordinal) ? text[..^1] : text;
        if (!IsDns1123Subdomain(text) || !text.Contains('.'))
        {
            return false;
        }

        foreach (Range part in text.Split('.'))
        {
            if (!IsDns1123Label(text[part]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A domain of at least three labels.</summary>
    public static bool IsFullyQualifiedName(ReadOnlySpan<char> text) => IsDns1123Subdomain(text) && text.Count('.') >= 2;

    /// <summary>A domain, a slash, and a path.</summary>
    public static bool IsDomainPrefixedPath(ReadOnlySpan<char> text)
    {
        int slash = text.IndexOf('/');
        return slash > 0
            && slash < text.Length - 1
            && IsDns1123Subdomain(text[..slash])
            && !text[(slash + 1)..].ContainsAnyExcept(s_path);
    }

    private static bool IsLowerLabel(ReadOnlySpan<char> text) =>
        !text.IsEmpty && text[0] != '-' && text[^1] != '-' && !text.ContainsAnyExcept(s_lower);

    private static bool IsLabelName(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(s_label) && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]);

    private static bool IsDots(ReadOnlySpan<char> text) => text is "." || text.StartsWith("..", StringComparison.Ordinal);
}
