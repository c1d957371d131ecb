namespace Istiod.Incremental.Memos;

/// <summary>Makes a memo's new value of its old one, when only memos that it read have changed.</summary>
internal interface IMemoRefresher<K, V>
{
    /// <param name="suspects">The cells that may have changed; all others have not.</param>
    /// <param name="since">The revision that <paramref name="before"/> was right for.</param>
    /// <param name="value">The new value, or <paramref name="before"/> itself if nothing changed.</param>
    /// <returns>False if the value has to be built from scratch.</returns>
    bool TryRefresh(K key, V before, List<MemoCell> suspects, Revision revision, long since, out V value);
}
