namespace Istiod.Protobuf;

/// <summary>Adds field values to a hash and compares them, the way messages are equal: floats by bits, absent collections as empty.</summary>
public ref struct ProtoHash
{
    private HashCode _hash;

    /// <summary>The hash so far. Stable only within one process.</summary>
    public readonly int ToHashCode() => _hash.ToHashCode();

    /// <summary>Adds a value.</summary>
    public void Add<T>(T value) => _hash.Add(value);

    /// <summary>Adds a string; null counts as empty.</summary>
    public void Add(string? value) => _hash.Add(string.IsNullOrEmpty(value) ? 0 : string.GetHashCode(value, StringComparison.Ordinal));

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlyMemory<byte> value) => _hash.AddBytes(value.Span);

    /// <summary>Adds the elements in order.</summary>
    public void Add<T>(RepeatedField<T>? list)
    {
        for (int i = 0; i < (list?.Count ?? 0); i++)
        {
            T value = list![i]; // the loop condition saw it
            if (typeof(T) == typeof(ReadOnlyMemory<byte>))
            {
                Add((ReadOnlyMemory<byte>)(object)value!); // elements are never null
            }
            else
            {
                _hash.Add(value);
            }
        }
    }

    /// <summary>Adds the keys, in any order.</summary>
    public void Add<TKey, TValue>(MapField<TKey, TValue>? map)
        where TKey : notnull
    {
        int sum = 0;
        foreach (TKey key in (IEnumerable<TKey>?)map?.Keys ?? [])
        {
            sum += key.GetHashCode();
        }

        _hash.Add(sum);
    }

    /// <summary>Equal strings; null counts as empty.</summary>
    public static bool Same(string? a, string? b) => string.Equals(a ?? "", b ?? "", StringComparison.Ordinal);

    /// <summary>Equal strings; null is not empty.</summary>
    public static bool SameOptional(string? a, string? b) => string.Equals(a, b, StringComparison.Ordinal);

    /// <summary>Equal values; floats by bits.</summary>
    public static bool Same<T>(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);

    /// <summary>The same bits.</summary>
    public static bool Same(double a, double b) => ProtoBits.Of(a) == ProtoBits.Of(b);

    /// <summary>The same bits.</summary>
    public static bool Same(float a, float b) => ProtoBits.Of(a) == ProtoBits.Of(b);

    /// <summary>Equal bytes.</summary>
    public static bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span);

    /// <summary>Equal bytes; null is not empty.</summary>
    public static bool Same(ReadOnlyMemory<byte>? a, ReadOnlyMemory<byte>? b) =>
        a is { } x ? b is { } y && x.Span.SequenceEqual(y.Span) : b is null;

    /// <summary>Equal elements in the same order.</summary>
    public static bool Same<T>(RepeatedField<T>? a, RepeatedField<T>? b)
    {
        int count = a?.Count ?? 0;
        if (count != (b?.Count ?? 0))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (!SameElement(a![i], b![i])) // count is not zero, so neither is null
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Equal entries in any order.</summary>
    public static bool Same<TKey, TValue>(MapField<TKey, TValue>? a, MapField<TKey, TValue>? b)
        where TKey : notnull
    {
        if ((a?.Count ?? 0) != (b?.Count ?? 0))
        {
            return false;
        }

        if (a is null || b is null)
        {
            return true;
        }

        foreach ((TKey key, TValue value) in a)
        {
            if (!b.TryGetValue(key, out TValue? other) || !SameElement(value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameElement<T>(T a, T b)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
        {
            return Same((ReadOnlyMemory<byte>)(object)a!, (ReadOnlyMemory<byte>)(object)b!); // elements are never null
        }

        return EqualityComparer<T>.Default.Equals(a, b);
    }
}
