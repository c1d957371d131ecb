using FsCheck.Xunit;
using Istiod.Incremental.Maps;

namespace Istiod.Incremental.Tests.Maps;

/// <summary>The persistent map against a dictionary.</summary>
public sealed class PersistentMapTests
{
    [Property(MaxTest = 200, EndSize = 400)]
    public bool Edits_AnySequence_EqualADictionaryAndLeaveOldMapsAlone(int[] edits)
    {
        MapBuilder<int, int> builder = new();
        PersistentMap<int, int> map = PersistentMap<int, int>.Empty;
        Dictionary<int, int> model = [];
        List<(PersistentMap<int, int> Map, Dictionary<int, int> Model)> history = [];
        for (int i = 0; i < edits.Length; i++)
        {
            builder.Start(map);
            for (int j = 0; j < 1 + (i % 7); j++)
            {
                int key = (edits[i] * 31) + j;
                if ((edits[i] + j) % 3 == 0)
                {
                    Assert.Equal(model.Remove(key), builder.Remove(key));
                }
                else
                {
                    builder.Set(key, i);
                    model[key] = i;
                }

                Assert.Equal(model.ContainsKey(key), builder.TryGet(key, out _));
            }

            map = builder.Finish();
            history.Add((map, new Dictionary<int, int>(model)));
        }

        foreach ((PersistentMap<int, int> old, Dictionary<int, int> expected) in history)
        {
            AssertSame(expected, old);
        }

        return true;
    }

    [Fact]
    public void Set_ManyThenRemoveAll_GrowsAndShrinks()
    {
        MapBuilder<string, int> builder = new();
        builder.Start(PersistentMap<string, int>.Empty);
        for (int i = 0; i < 20_000; i++)
        {
            builder.Set("key" + i, i);
        }

        PersistentMap<string, int> full = builder.Finish();
        Assert.InRange(full.BucketCount, 20_000 / 6, 20_000);
        builder.Start(full);
        for (int i = 0; i < 20_000; i++)
        {
            Assert.True(builder.Remove("key" + i));
        }

        PersistentMap<string, int> empty = builder.Finish();
        Assert.Equal(0, empty.Count);
        Assert.Equal(1, empty.BucketCount);
        Assert.Equal(20_000, full.Count);
        Assert.True(full.TryGet("key19999", out int value));
        Assert.Equal(19_999, value);
    }

    [Fact]
    public void Finish_WithoutAnEdit_IsTheSameMap()
    {
        MapBuilder<int, int> builder = new();
        builder.Start(PersistentMap<int, int>.Empty);
        Assert.False(builder.Remove(1));
        Assert.Same(PersistentMap<int, int>.Empty, builder.Finish());
    }

    private static void AssertSame(Dictionary<int, int> expected, PersistentMap<int, int> map)
    {
        Assert.Equal(expected.Count, map.Count);
        Dictionary<int, int> seen = [];
        foreach (KeyValuePair<int, int> entry in map)
        {
            seen.Add(entry.Key, entry.Value);
        }

        Assert.Equal(expected.Count, seen.Count);
        foreach (KeyValuePair<int, int> entry in expected)
        {
            Assert.Equal(entry.Value, seen[entry.Key]);
            Assert.True(map.TryGet(entry.Key, out int value));
            Assert.Equal(entry.Value, value);
        }

        Assert.Equal(expected.OrderBy(entry => entry.Key), map.Sorted(Comparer<int>.Default));
    }
}
