using System.Text.RegularExpressions;

namespace Istiod.Compiler.Patches;

/// <summary>A condition on the version of proxies. Equal by its pattern.</summary>
internal sealed class VersionCondition : IEquatable<VersionCondition>
{
    private readonly string _pattern;
    private readonly Regex _regex;

    private VersionCondition(string pattern, Regex regex)
    {
        _pattern = pattern;
        _regex = regex;
    }

    /// <summary>Reads a pattern; one that is no regular expression is no condition.</summary>
    public static VersionCondition? Read(string pattern)
    {
        if (pattern.Length == 0)
        {
            return null;
        }

        try
        {
            // Without backtracking: linear time, whatever the pattern is.
            return new VersionCondition(
                pattern, new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether a version meets the condition; a proxy that does not tell does not.</summary>
    public bool IsMetBy(string version) => version.Length > 0 && _regex.IsMatch(version);

    /// <inheritdoc/>
    public bool Equals(VersionCondition? other) =>
        other is not null && string.Equals(_pattern, other._pattern, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VersionCondition);

    /// <inheritdoc/>
    public override int GetHashCode() => _pattern.GetHashCode(StringComparison.Ordinal);
}
