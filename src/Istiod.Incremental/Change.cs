namespace Istiod.Incremental;

/// <summary>One key that differs between two revisions that follow each other.</summary>
/// <param name="Key">The key.</param>
/// <param name="HasOld">Whether the key was there before.</param>
/// <param name="Old">The value before; meaningless unless <paramref name="HasOld"/>.</param>
/// <param name="HasNew">Whether the key is there now.</param>
/// <param name="New">The value now; meaningless unless <paramref name="HasNew"/>.</param>
public readonly record struct Change<K, V>(K Key, bool HasOld, V Old, bool HasNew, V New)
    where K : notnull;
