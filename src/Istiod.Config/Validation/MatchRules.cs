using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on string matches and regular expressions.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateStringMatch, validateStringRegexp.</remarks>
internal static class MatchRules
{
    /// <summary>
    /// Longest expression, in bytes. Envoy limits the size of the compiled program, which is always larger than the text; istiod sets that
    /// limit high and caps the text instead.
    /// </summary>
    public const int MaxRegexBytes = 1024;

    /// <summary>A prefix is not empty, a regular expression compiles.</summary>
    public static string? Check(StringMatch? match, string where) =>
        match is { MatchTypeCase: StringMatch.MatchTypeOneofCase.Prefix, Prefix.Length: 0 }
            ? $"{GoQuote.Of(where)}: prefix string match should not be empty"
            : Regex(match, where);

    /// <summary>Only the regular expression, if it is one.</summary>
    public static string? Regex(StringMatch? match, string where) =>
        match is not { MatchTypeCase: StringMatch.MatchTypeOneofCase.Regex } ? null
            : match.Regex.Length == 0 ? $"{GoQuote.Of(where)}: regex string match should not be empty"
            : Pattern(match.Regex, where);

    /// <summary>A regular expression.</summary>
    public static string? Pattern(string pattern, string where)
    {
        if (IsTooLong(pattern))
        {
            return $"{GoQuote.Of(where)}: regex is too large, max length allowed is 1024";
        }

        return RegexSyntax.Fault(pattern) is { } fault
            ? $"{GoQuote.Of(where)}: {fault}; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)"
            : null;
    }

    /// <summary>Whether an expression is over <see cref="MaxRegexBytes"/>.</summary>
    public static bool IsTooLong(string pattern) => System.Text.Encoding.UTF8.GetByteCount(pattern) > MaxRegexBytes;
}
