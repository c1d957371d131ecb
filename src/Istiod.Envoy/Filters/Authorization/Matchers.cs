using System.Text;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>Envoy's matchers for the patterns of policies: exact, <c>prefix*</c>, <c>*suffix</c>, and <c>*</c> for anything not empty.</summary>
/// <remarks>istiod: pilot/pkg/security/authz/matcher.</remarks>
internal static class Matchers
{
    /// <summary>A pattern.</summary>
    public static StringMatcher Text(string pattern) => Text(pattern, "");

    /// <summary>A pattern of what follows <paramref name="prefix"/>.</summary>
    public static StringMatcher Text(string pattern, string prefix)
    {
        if (pattern is "*")
        {
            return Regex(".+");
        }

        if (pattern.StartsWith('*'))
        {
            string suffix = pattern[1..];
            return prefix.Length == 0
                ? new StringMatcher { Suffix = suffix }
                : Regex($"{prefix}.*{Quote(suffix)}");
        }

        return pattern.EndsWith('*')
            ? new StringMatcher { Prefix = prefix + pattern[..^1] }
            : new StringMatcher { Exact = prefix + pattern };
    }

    /// <summary>A regular expression.</summary>
    public static StringMatcher Regex(string expression) =>
        new() { SafeRegex = new RegexMatcher { Regex = expression } };

    /// <summary>A header; <c>*</c> asks for its presence.</summary>
    public static HeaderMatcher Header(string name, string pattern, bool ignoresCase = false)
    {
        if (pattern is "*")
        {
            return new HeaderMatcher { Name = name, PresentMatch = true };
        }

        StringMatcher match = pattern.StartsWith('*') ? new StringMatcher { Suffix = pattern[1..] }
            : pattern.EndsWith('*') ? new StringMatcher { Prefix = pattern[..^1] }
            : new StringMatcher { Exact = pattern };
        match.IgnoreCase = ignoresCase;
        return new HeaderMatcher { Name = name, StringMatch = match };
    }

    /// <summary>One of several patterns.</summary>
    public static ValueMatcher AnyOf(ReadOnlySpan<string> patterns)
    {
        List<ValueMatcher> matchers = new(patterns.Length);
        foreach (string pattern in patterns)
        {
            matchers.Add(new ValueMatcher { StringMatch = Text(pattern) });
        }

        return AnyOf(matchers);
    }

    /// <summary>One of several matchers; a single one stands for itself.</summary>
    public static ValueMatcher AnyOf(List<ValueMatcher> matchers)
    {
        if (matchers.Count == 1)
        {
            return matchers[0];
        }

        OrMatcher any = new();
        any.ValueMatchers.AddRange(matchers);
        return new ValueMatcher { OrMatch = any };
    }

    /// <summary>A value in the dynamic metadata of a filter.</summary>
    public static MetadataMatcher Metadata(string filter, ReadOnlySpan<string> path, ValueMatcher value)
    {
        MetadataMatcher matcher = new() { Filter = filter, Value = value };
        foreach (string key in path)
        {
            matcher.Path.Add(new MetadataMatcher.Types.PathSegment { Key = key });
        }

        return matcher;
    }

    /// <summary>A claim of the token: the value itself, or an item of a list.</summary>
    public static MetadataMatcher Claim(ReadOnlySpan<string> path, ValueMatcher value)
    {
        OrMatcher either = new();
        either.ValueMatchers.Add(new ValueMatcher { ListMatch = new ListMatcher { OneOf = value } });
        either.ValueMatchers.Add(value);
        return Metadata(JwtFilterName, [JwtPayload, .. path], new ValueMatcher { OrMatch = either });
    }

    /// <summary>A claim of the token that is a single value.</summary>
    public static MetadataMatcher Claim(string name, StringMatcher value) =>
        Metadata(JwtFilterName, [JwtPayload, name], new ValueMatcher { StringMatch = value });

    /// <summary>Name of the filter that checks tokens.</summary>
    public const string JwtFilterName = "envoy.filters.http.jwt_authn";

    /// <summary>Where it puts the claims.</summary>
    public const string JwtPayload = "payload";

    /// <summary>The text as a regular expression that matches it alone (RE2).</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 8);
        foreach (char c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }
}
