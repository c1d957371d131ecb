namespace Istiod.GoTemplate;

/// <summary>A Go map with string keys. Hosts derive from it to offer their maps without copying.</summary>
public abstract class GoMap : GoReference
{
    /// <summary>Number of entries.</summary>
    public abstract int Count { get; }

    /// <summary>The keys in Go's order (by bytes). Valid until the map changes.</summary>
    public abstract ReadOnlySpan<string> SortedKeys { get; }

    /// <summary>Whether this is the nil map: length 0, JSON <c>null</c>.</summary>
    public virtual bool IsNil => false;

    /// <summary>Whether templates may not change it; <c>set</c>, <c>unset</c> and <c>merge</c> on it are then errors.</summary>
    public virtual bool IsReadOnly => true;

    /// <summary>The keys in the order they were set, if the map knows it; else sorted.</summary>
    internal virtual string[] KeysAsInserted() => SortedKeys.ToArray();

    /// <summary>The value of a key; false if it is not there.</summary>
    public abstract bool TryGetValue(string key, out GoValue value);

    /// <summary>Sets a key.</summary>
    /// <exception cref="InvalidOperationException">The map is read-only.</exception>
    public virtual void Set(string key, GoValue value) => throw new InvalidOperationException("read-only map");

    /// <summary>Removes a key, if there.</summary>
    /// <exception cref="InvalidOperationException">The map is read-only.</exception>
    public virtual void Remove(string key) => throw new InvalidOperationException("read-only map");
}
