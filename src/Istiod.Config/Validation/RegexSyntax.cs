namespace Istiod.Config.Validation;

/// <summary>What Go's regexp says of an expression.</summary>
internal static class RegexSyntax
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Fault(string pattern) => Istiod.Primitives.Re2Pattern.TryParse(pattern, out _, out string? error) ? null : error;
}
