namespace Istiod.GoTemplate;

/// <summary>A map that owns its entries; templates may change it until <see cref="Freeze"/>.</summary>
/// <remarks>Not for several threads while it changes. A frozen map may be shared by any number of renders.</remarks>
public sealed class GoDictionary : GoMap
{
    private readonly Dictionary<string, GoValue> _entries;
    private string[]? _sorted;
    private bool _frozen;

    /// <summary>An empty map.</summary>
    /// <param name="type">Kind <see cref="GoKind.Map"/>; null is <c>map[string]interface {}</c>.</param>
    /// <param name="capacity">Entries expected.</param>
    public GoDictionary(GoType? type = null, int capacity = 0)
    {
        Type = type ?? GoType.AnyMap;
        _entries = new Dictionary<string, GoValue>(capacity, StringComparer.Ordinal);
    }

    private GoDictionary(GoType type, bool isNil)
        : this(type)
    {
        IsNil = isNil;
        _frozen = isNil;
    }

    /// <inheritdoc/>
    public override GoType Type { get; }

    /// <inheritdoc/>
    public override int Count => _entries.Count;

    /// <inheritdoc/>
    public override bool IsNil { get; }

    /// <inheritdoc/>
    public override bool IsReadOnly => _frozen;

    /// <inheritdoc/>
    public override ReadOnlySpan<string> SortedKeys => _sorted ??= Sort();

    /// <summary>The nil map of a type; read-only, as writing to it panics in Go.</summary>
    public static GoDictionary Nil(GoType type) => new(type, isNil: true);

    /// <summary>Makes this map, and every map and list inside that owns its entries, read-only for templates.</summary>
    /// <returns>This map.</returns>
    public GoDictionary Freeze()
    {
        if (_frozen)
        {
            return this;
        }

        _frozen = true;
        _sorted ??= Sort();
        foreach (GoValue value in _entries.Values)
        {
            FreezeInside(value);
        }

        return this;
    }

    /// <inheritdoc/>
    public override bool TryGetValue(string key, out GoValue value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public override void Set(string key, GoValue value)
    {
        if (_frozen)
        {
            base.Set(key, value);
        }

        int before = _entries.Count;
        _entries[key] = value;
        if (_entries.Count != before)
        {
            _sorted = null;
        }
    }

    /// <inheritdoc/>
    public override void Remove(string key)
    {
        if (_frozen)
        {
            base.Remove(key);
        }

        if (_entries.Remove(key))
        {
            _sorted = null;
        }
    }

    internal override string[] KeysAsInserted()
    {
        var keys = new string[_entries.Count];
        _entries.Keys.CopyTo(keys, 0);
        return keys;
    }

    private static void FreezeInside(GoValue value)
    {
        if (value.AsMap() is GoDictionary map)
        {
            map.Freeze();
        }
        else if (value.AsList() is GoSlice list)
        {
            foreach (GoValue item in list.Items)
            {
                FreezeInside(item);
            }
        }
    }

    private string[] Sort()
    {
        string[] keys = KeysAsInserted();
        Array.Sort(keys, GoText.Comparison);
        return keys;
    }
}
