using Istiod.Incremental.Maps;

namespace Istiod.Incremental.Turns;

/// <summary>Two collections of one kind as one; a key in both gets what the function makes of both values.</summary>
internal sealed class JoinNode<K, V>(
    Graph graph, string name, Collection<K, V> left, Collection<K, V> right, Func<K, V, V, V> both, IEqualityComparer<V>? equality)
    : Derived<K, V>(graph, name, equality, left.KeyOrder)
    where K : notnull
{
    private readonly HashSet<K> _touched = [];

    internal override void RunTurn(Turn turn)
    {
        Touch(left.Changes);
        Touch(right.Changes);
        if (_touched.Count == 0)
        {
            return;
        }

        Builder.Start(MapIn(turn.Roots));
        PersistentMap<K, V> leftMap = left.MapIn(turn.Roots);
        PersistentMap<K, V> rightMap = right.MapIn(turn.Roots);
        foreach (K key in _touched)
        {
            RunCount++;
            turn.Ledger?.Add(new LedgerEntry(Name, key));
            try
            {
                Set(key, leftMap, rightMap);
            }
            catch (Exception exception)
            {
                // The user's function failed: the key keeps its last good value.
                turn.Fail(Name, key, exception);
            }
        }

        Publish(turn, _touched);
        _touched.Clear();
        if (_touched.Capacity > 1024)
        {
            _touched.TrimExcess();
        }
    }

    internal override void Verify(Verification verification)
    {
        base.Verify(verification);
        PersistentMap<K, V> leftMap = left.MapIn(verification.Roots);
        PersistentMap<K, V> rightMap = right.MapIn(verification.Roots);
        PersistentMap<K, V> map = MapIn(verification.Roots);
        int expected = leftMap.Count;
        foreach (KeyValuePair<K, V> entry in rightMap.Sorted(KeyOrder))
        {
            expected += leftMap.TryGet(entry.Key, out _) ? 0 : 1;
            Check(verification, entry.Key, leftMap, rightMap, map);
        }

        foreach (KeyValuePair<K, V> entry in leftMap.Sorted(KeyOrder))
        {
            Check(verification, entry.Key, leftMap, rightMap, map);
        }

        if (map.Count != expected)
        {
            verification.Report(Name, Name, $"{map.Count} entries of {expected} keys");
        }
    }

    private void Check(
        Verification verification, K key, PersistentMap<K, V> leftMap, PersistentMap<K, V> rightMap, PersistentMap<K, V> map)
    {
        if (verification.Takes()
            && TryJoin(key, leftMap, rightMap, out V value)
            && !(map.TryGet(key, out V stored) && Equality.Equals(stored, value)))
        {
            verification.Report(Name, key, "the stored value is not what both sides give");
        }
    }

    private void Touch(List<Change<K, V>>? changes)
    {
        if (changes is not null)
        {
            foreach (Change<K, V> change in changes)
            {
                _touched.Add(change.Key);
            }
        }
    }

    private void Set(K key, PersistentMap<K, V> leftMap, PersistentMap<K, V> rightMap)
    {
        if (TryJoin(key, leftMap, rightMap, out V value))
        {
            Builder.Set(key, value);
        }
        else
        {
            Builder.Remove(key);
        }
    }

    private bool TryJoin(K key, PersistentMap<K, V> leftMap, PersistentMap<K, V> rightMap, out V value)
    {
        if (!leftMap.TryGet(key, out value))
        {
            return rightMap.TryGet(key, out value);
        }

        if (rightMap.TryGet(key, out V other))
        {
            value = both(key, value, other);
        }

        return true;
    }
}
