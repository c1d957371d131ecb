namespace Istiod.Diagnostics;

/// <summary>What a debug page was asked, apart from HTTP.</summary>
/// <param name="Query">Query parameters; the first value of each, names as sent.</param>
/// <param name="CallerNamespace">The caller's namespace, where that decides what it may see; <c>null</c> for callers that may see all.</param>
public sealed record DebugRequest(IReadOnlyDictionary<string, string> Query, string? CallerNamespace = null)
{
    /// <summary>Value of a parameter; empty if absent.</summary>
    public string this[string name] => Query.TryGetValue(name, out string? value) ? value : "";

    /// <summary>Whether the parameter is there, whatever its value.</summary>
    public bool Has(string name) => Query.ContainsKey(name);
}
