namespace Istiod.Envoy.Listeners;

/// <summary>A value whose hash is taken once: for parts of keys that are looked up often and are costly to hash.</summary>
internal sealed class Hashed<T> : IEquatable<Hashed<T>>
    where T : notnull
{
    private readonly int _hash;

    /// <summary>Holds <paramref name="value"/>, which must not change any more.</summary>
    public Hashed(T value)
    {
        Value = value;
        _hash = value.GetHashCode();
    }

    /// <summary>The value.</summary>
    public T Value { get; }

    /// <inheritdoc/>
    public bool Equals(Hashed<T>? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && EqualityComparer<T>.Default.Equals(Value, other.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Hashed<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? "";
}
