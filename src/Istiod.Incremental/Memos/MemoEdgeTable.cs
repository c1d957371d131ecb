using Istiod.Incremental.Edges;

namespace Istiod.Incremental.Memos;

/// <summary>Edges from memo to memo: the cell that is read holds its readers itself.</summary>
internal sealed class MemoEdgeTable(MemoStore store) : EdgeTable
{
    internal override void AddReader(int slot, int cell)
    {
        MemoCell read = store.CellAt(slot);
        read.Readers.Add(cell);
        read.Owner.EdgeCount++;
        EdgeCount++;
        store.Settle(read);
    }

    internal override void RemoveReader(int slot, int cell)
    {
        MemoCell read = store.CellAt(slot);
        read.Readers.Remove(cell);
        read.Owner.EdgeCount--;
        EdgeCount--;
        store.Settle(read);
    }
}
