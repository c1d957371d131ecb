using System.Text;
using Istiod.Protobuf;

namespace Istiod.Resources.Tests;

public sealed class ResourceViewTests
{
    private readonly ResourceStore _store = new();

    [Fact]
    public void Take_UnsortedNames_AreOrdinal()
    {
        ResourceView view = View(("b", "1"), ("B", "1"), ("a", "1"));
        Assert.Equal(["B", "a", "b"], Names(view));
    }

    [Fact]
    public void Take_NameTwice_Throws() =>
        Assert.Throws<InvalidOperationException>(() => View(("a", "1"), ("a", "2")));

    [Fact]
    public void DeltaSince_ChangedAddedRemoved_AreToldApart()
    {
        ResourceView before = View(("a", "1"), ("b", "1"), ("c", "1"));
        ResourceView after = View(("a", "1"), ("b", "2"), ("d", "1"));
        ViewDelta delta = after.DeltaSince(before);
        Assert.Equal(["b", "d"], delta.Changed.ToArray().Select(resource => resource.Name));
        Assert.Equal(["d"], delta.Added.ToArray());
        Assert.Equal(["c"], delta.Removed.ToArray());
    }

    [Fact]
    public void DeltaSince_SamePair_IsOneObject()
    {
        ResourceView before = View(("a", "1"));
        ResourceView after = View(("a", "2"));
        Assert.Same(after.DeltaSince(before), after.DeltaSince(before));
        Assert.Same(ViewDelta.None, after.DeltaSince(after));
    }

    [Fact]
    public void DeltaSince_EmptyView_SharesTheResources()
    {
        ResourceView view = View(("a", "1"), ("b", "1"));
        ViewDelta delta = view.DeltaSince(ResourceView.Empty);
        Assert.Equal(2, delta.Changed.Length);
        Assert.Same(delta, view.DeltaSince(View()));
    }

    [Fact]
    public void DeltaSince_EqualContentInAnotherView_IsEmpty() =>
        Assert.True(View(("a", "1")).DeltaSince(View(("a", "1"))).IsEmpty);

    [Fact]
    public void DeltaSince_OldView_IsNotHeld()
    {
        ResourceView now = View(("a", "2"));
        WeakReference old = AskAndForget(now);
        for (int i = 0; i < 10 && old.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(old.IsAlive);
        GC.KeepAlive(now);
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("outbound|80||größe.default.svc", 2)]
    [InlineData("outbound|80||b", 1)]
    [InlineData("outbound|80||c", -1)]
    [InlineData("", -1)]
    public void IndexOfUtf8_Name_IsFoundWithoutString(string name, int expected)
    {
        ResourceView view = View(("a", "1"), ("outbound|80||größe.default.svc", "1"), ("outbound|80||b", "1"));
        Assert.Equal(expected, view.IndexOfUtf8(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void IndexOfUtf8_ManyNames_AgreesWithIndexOf()
    {
        ResourceView view = ResourceView.Take([.. Enumerable.Range(0, 3000).Select(i => Resource($"n{i * 7 % 3000}-{i}", "x"))]);
        for (int i = 0; i < view.Count; i++)
        {
            Assert.Equal(i, view.IndexOfUtf8(Encoding.UTF8.GetBytes(view[i].Name)));
        }

        Assert.Equal(-1, view.IndexOfUtf8("n1"u8));
    }

    [Fact]
    public void Where_Bits_ChooseResources()
    {
        ResourceView view = View(("a", "1"), ("b", "1"), ("c", "1"));
        Assert.Equal(["a", "c"], Names(view.Where([0b101UL])));
        Assert.Same(view, view.Where([0b111UL]));
        Assert.Same(ResourceView.Empty, view.Where([0UL]));
    }

    [Fact]
    public void Merge_NameInBoth_FirstWins()
    {
        ResourceView first = View(("a", "1"), ("b", "1"));
        ResourceView merged = first.Merge(View(("b", "2"), ("c", "2")));
        Assert.Equal(["a", "b", "c"], Names(merged));
        Assert.Equal(first[1].Version, merged[1].Version);
    }

    [Fact]
    public void Store_EqualMessages_ShareBytes()
    {
        XdsResource one = Resource("a", "same");
        XdsResource two = Resource("b", "same");
        Assert.Same(one.Segments[0], two.Segments[0]);
        Assert.Equal(one.Version, two.Version);
    }

    [Fact]
    public void Covering_OtherCompanion_IsAnotherVersionOfTheSameBytes()
    {
        XdsResource endpoints = Resource("a", "1");
        XdsResource covered = endpoints.Covering(Resource("c", "1").Version);
        Assert.NotEqual(endpoints.Version, covered.Version);
        Assert.NotEqual(covered.Version, endpoints.Covering(Resource("c", "2").Version).Version);
        Assert.Equal(endpoints.ToArray(), covered.ToArray());
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference AskAndForget(ResourceView now)
    {
        ResourceView old = View(("a", "1"));
        Assert.False(now.DeltaSince(old).IsEmpty);
        return new WeakReference(old);
    }

    private static IEnumerable<string> Names(ResourceView view) => view.Resources.ToArray().Select(resource => resource.Name);

    private XdsResource Resource(string name, string content) =>
        _store.Create(name, new Struct { Fields = { ["content"] = Value.For(content) } });

    private ResourceView View(params (string Name, string Content)[] resources) =>
        ResourceView.Take([.. resources.Select(resource => Resource(resource.Name, resource.Content))]);
}
