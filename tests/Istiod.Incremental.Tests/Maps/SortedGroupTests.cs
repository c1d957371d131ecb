using FsCheck.Xunit;
using Istiod.Incremental.Maps;

namespace Istiod.Incremental.Tests.Maps;

/// <summary>The chunked group against a sorted dictionary.</summary>
public sealed class SortedGroupTests
{
    [Property(MaxTest = 100, EndSize = 600)]
    public bool Edits_AnySequence_EqualASortedDictionary(int[] edits)
    {
        SortedGroup<int, int> group = SortedGroup<int, int>.Empty;
        SortedDictionary<int, int> model = [];
        for (int i = 0; i < edits.Length; i++)
        {
            SortedGroup<int, int> before = group;
            int countBefore = before.Count;
            if (edits[i] % 4 == 0)
            {
                group = group.Remove(Comparer<int>.Default, edits[i] / 2);
                model.Remove(edits[i] / 2);
            }
            else
            {
                group = group.Set(Comparer<int>.Default, edits[i] / 2, i);
                model[edits[i] / 2] = i;
            }

            Assert.Equal(countBefore, new Entries<int, int>(before).ToArray().Length);
        }

        Assert.Equal(model, new Entries<int, int>(group).ToArray());
        return true;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(7919)]
    public void Set_Thousands_StayInOrder(int step)
    {
        SortedGroup<int, string> group = SortedGroup<int, string>.Empty;
        for (int i = 0; i < 5_000; i++)
        {
            group = group.Set(Comparer<int>.Default, (int)(((long)i * step % 5_000) + 5_000) % 5_000, "");
        }

        Assert.Equal(5_000, group.Count);
        Assert.Equal(Enumerable.Range(0, 5_000), new Entries<int, string>(group).ToArray().Select(entry => entry.Key));
    }
}
