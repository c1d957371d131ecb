using Istiod.Primitives;

namespace Istiod.Config.Tests;

public sealed class LabelSetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(500)]
    public void From_AnyOrderAndRepeatedKeys_IsSortedAndTheLastWins(int count)
    {
        Random random = new(count);
        List<KeyValuePair<string, string>> given = [];
        SortedDictionary<string, string> expected = new(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string key = "key-" + random.Next(count);
            given.Add(new(key, $"value-{i}"));
            expected[key] = $"value-{i}";
        }

        LabelSet labels = LabelSet.From(given);

        Assert.Equal(expected.ToList(), labels.ToList());
    }

    [Fact]
    public void From_ALabelSet_IsThatSet()
    {
        LabelSet labels = LabelSet.From([new("a", "b")]);

        Assert.Same(labels, LabelSet.From(labels));
    }

    [Fact]
    public void From_NoLabels_IsTheEmptySet() => Assert.Same(LabelSet.Empty, LabelSet.From([]));
}
