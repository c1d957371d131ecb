namespace Istiod.Incremental.Maps;

/// <summary>Orders entries by key.</summary>
internal sealed class EntryOrder<K, V>(IComparer<K> order) : IComparer<KeyValuePair<K, V>>
{
    public int Compare(KeyValuePair<K, V> x, KeyValuePair<K, V> y) => order.Compare(x.Key, y.Key);
}
