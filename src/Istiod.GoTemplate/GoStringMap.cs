namespace Istiod.GoTemplate;

/// <summary>A read-only <c>map[string]string</c> over a host's dictionary: labels, annotations.</summary>
/// <param name="entries">Not changed while templates run; null is the nil map.</param>
/// <param name="type">Kind <see cref="GoKind.Map"/>; null is <c>map[string]string</c>.</param>
public sealed class GoStringMap(IReadOnlyDictionary<string, string>? entries, GoType? type = null) : GoMap
{
    private string[]? _sorted;

    /// <inheritdoc/>
    public override GoType Type { get; } = type ?? GoType.StringMap;

    /// <inheritdoc/>
    public override int Count => entries?.Count ?? 0;

    /// <inheritdoc/>
    public override bool IsNil => entries is null;

    /// <inheritdoc/>
    public override ReadOnlySpan<string> SortedKeys => _sorted ??= Sort();

    /// <summary>The host's dictionary; null for the nil map.</summary>
    public IReadOnlyDictionary<string, string>? Entries => entries;

    /// <inheritdoc/>
    public override bool TryGetValue(string key, out GoValue value)
    {
        if (entries is not null && entries.TryGetValue(key, out string? text))
        {
            value = GoValue.FromString(text);
            return true;
        }

        value = default;
        return false;
    }

    private string[] Sort()
    {
        if (entries is null)
        {
            return [];
        }

        var keys = new string[entries.Count];
        int i = 0;
        foreach (KeyValuePair<string, string> entry in entries)
        {
            keys[i++] = entry.Key;
        }

        Array.Sort(keys, GoText.Comparison);
        return keys;
    }
}
