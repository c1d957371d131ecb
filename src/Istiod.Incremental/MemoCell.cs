using Istiod.Incremental.Edges;
using Istiod.Incremental.Memos;

namespace Istiod.Incremental;

/// <summary>One key of a memo that is in memory. All mutable state belongs to the memo lock, unless said otherwise.</summary>
public abstract class MemoCell
{
    private protected MemoCell(int id) => Id = id;

    /// <summary>The memo this is a key of.</summary>
    public abstract Memo Owner { get; }

    internal int Id { get; }

    /// <summary>Sorted read edges.</summary>
    internal ulong[]? ReadEdges { get; set; }

    internal MemoState State { get; set; }

    internal int RetainCount { get; set; }

    /// <summary>The computation that is under way at the latest revision.</summary>
    internal Flight? Flight { get; set; }

    /// <summary>The revision at which the value last became a different one.</summary>
    internal long ChangedAt { get; set; }

    /// <summary>Place in the list of retained cells that are not up to date; -1 when not in it.</summary>
    internal int StaleIndex { get; set; } = -1;

    /// <summary>Numbers of the memo cells that it read and that became stale since; only these can have changed.</summary>
    internal List<int>? Suspects { get; set; }

    internal LinkedListNode<MemoCell>? UnreferencedNode { get; set; }

#pragma warning disable CA1051 // fields: one is a mutable struct, the others are used with Interlocked and Volatile
    internal ReaderSet Readers;

    /// <summary>How many running computations read this cell and have not registered an edge yet. Interlocked, without the lock.</summary>
    internal int PinCount;

    /// <summary>Set when the cell left its memo; whoever finds it so looks up the key again.</summary>
    internal volatile bool IsEvicted;
#pragma warning restore CA1051

    internal bool IsReferenced => RetainCount > 0 || Readers.Count > 0 || Flight is not null || Volatile.Read(ref PinCount) > 0;

    internal abstract bool HasEntry { get; }

    /// <summary>Whether the value at hand is right for a revision.</summary>
    internal abstract bool IsFor(long revision);

    /// <summary>Ends the life of the value at hand before a revision.</summary>
    internal abstract void End(long revision);

    /// <summary>Brings the cell up to date at a revision.</summary>
    /// <returns>When the value last changed; <see cref="long.MaxValue"/> if that is not known.</returns>
    internal abstract long BringUpTo(Revision revision);

    internal abstract void RemoveFromOwner();

    /// <summary>Adds a suspect; a cell that stays stale for long holds each at most about twice.</summary>
    internal void Suspect(int id)
    {
        List<int> suspects = Suspects ??= [];
        suspects.Add(id);
        if (suspects.Count > 16 + (2 * (ReadEdges?.Length ?? 0)))
        {
            suspects.Sort();
            int count = 0;
            for (int i = 0; i < suspects.Count; i++)
            {
                if (i == 0 || suspects[i] != suspects[count - 1])
                {
                    suspects[count++] = suspects[i];
                }
            }

            suspects.RemoveRange(count, suspects.Count - count);
        }
    }

    internal void Unpin() => Interlocked.Decrement(ref PinCount);
}
