using FsCheck.Xunit;
using Istiod.Incremental.Edges;

namespace Istiod.Incremental.Tests.Edges;

/// <summary>The slot table and the reader set against plain collections.</summary>
public sealed class SlotTableTests
{
    [Property(MaxTest = 200, EndSize = 300)]
    public bool Slots_AnySequence_StayWithTheirKeys(int[] edits)
    {
        SlotTable<int> table = new();
        Dictionary<int, int> slots = [];
        foreach (int edit in edits)
        {
            int key = edit / 2;
            if (edit % 2 == 0 && slots.Remove(key, out int gone))
            {
                table.RemoveAt(gone);
            }
            else
            {
                int slot = table.FindOrAdd(key, out bool isNew);
                Assert.Equal(isNew, !slots.ContainsKey(key));
                slots[key] = slot;
            }
        }

        Assert.Equal(slots.Count, table.Count);
        foreach (KeyValuePair<int, int> pair in slots)
        {
            Assert.True(table.TryFind(pair.Key, out int slot));
            Assert.Equal(pair.Value, slot);
            Assert.Equal(pair.Key, table.KeyAt(slot));
            Assert.True(table.IsUsed(slot));
        }

        int used = 0;
        for (int slot = 0; slot < table.Capacity; slot++)
        {
            used += table.IsUsed(slot) ? 1 : 0;
        }

        Assert.Equal(slots.Count, used);
        return true;
    }

    [Property(MaxTest = 200, EndSize = 700)]
    public bool Readers_AnySequence_EqualASet(int[] edits)
    {
        ReaderSet readers = default;
        HashSet<int> model = [];
        foreach (int edit in edits)
        {
            if (model.Add(edit))
            {
                readers.Add(edit);
            }
            else
            {
                model.Remove(edit);
                readers.Remove(edit);
            }

            Assert.Equal(model.Count, readers.Count);
        }

        List<int> cells = [];
        readers.CopyTo(cells);
        Assert.Equal(model.Order(), cells.Order());
        return true;
    }
}
