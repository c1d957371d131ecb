namespace Istiod.Resources.Tests;

public sealed class NameListTests
{
    [Fact]
    public void From_RepeatedNames_AreSortedOnce() =>
        Assert.Equal(["a", "b"], NameList.From(["b", "a", "b"]).Names.ToArray());

    [Fact]
    public void With_KnownNames_IsTheSameList()
    {
        NameList list = NameList.From(["a", "b"]);
        Assert.Same(list, list.With(["b"]));
        Assert.Equal(["a", "b", "c"], list.With(["c", "a"]).Names.ToArray());
    }

    [Fact]
    public void Without_StrangeNames_IsTheSameList()
    {
        NameList list = NameList.From(["a", "b"]);
        Assert.Same(list, list.Without(["x"]));
        Assert.Equal(["a"], list.Without(["b"]).Names.ToArray());
        Assert.Same(NameList.Empty, list.Without(["b", "a"]));
    }

    [Fact]
    public void Equals_SameNames_IsByValue()
    {
        Assert.Equal(NameList.From(["a", "b"]), NameList.From(["b", "a"]));
        Assert.NotEqual(NameList.From(["a"]), NameList.From(["b"]));
    }
}
