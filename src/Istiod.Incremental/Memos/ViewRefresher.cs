namespace Istiod.Incremental.Memos;

/// <summary>Refreshes a view: passes the members that changed to the user's update.</summary>
internal sealed class ViewRefresher<K, M, R, V>(Memo<M, R> members, UpdateFunction<K, M, R, V> update) : IMemoRefresher<K, V>
    where M : notnull
{
    public bool TryRefresh(K key, V before, List<MemoCell> suspects, Revision revision, long since, out V value)
    {
        value = before;
        List<KeyValuePair<M, R>> changes = [];
        foreach (MemoCell suspect in suspects)
        {
            if (suspect is MemoCell<M, R> member && ReferenceEquals(member.Memo, members))
            {
                if (!members.TryGetInstalled(member, revision, since, out R now, out bool isChanged))
                {
                    return false;
                }

                if (isChanged)
                {
                    changes.Add(new(member.Key, now));
                }
            }
            else if (suspect.BringUpTo(revision) > since)
            {
                return false;
            }
        }

        if (changes.Count > 0)
        {
            value = update(key, before, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(changes));
        }

        return true;
    }
}
