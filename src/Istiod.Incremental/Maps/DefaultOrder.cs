namespace Istiod.Incremental.Maps;

/// <summary>The order of keys that is used when a collection declares none: ordinal for strings, else the key's own.</summary>
internal static class DefaultOrder<K>
    where K : notnull
{
    internal static readonly IComparer<K> Default =
        typeof(K) == typeof(string) ? (IComparer<K>)(object)StringComparer.Ordinal : Comparer<K>.Default;

    /// <summary>Whether <see cref="Default"/> can compare two keys at all.</summary>
    internal static bool IsDeclared =>
        default(K) is IComparable<K> || typeof(IComparable<K>).IsAssignableFrom(typeof(K)) || typeof(IComparable).IsAssignableFrom(typeof(K));
}
