using Istiod.Primitives;

namespace Istiod.Incremental.Tests.Contract;

/// <summary>What every kind of collection promises to its readers, however its entries come about.</summary>
public abstract class CollectionContract
{
    private readonly Graph _graph = new(new GraphOptions { KeepLedger = true });
    private readonly Source<string, int> _source;
    private readonly Collection<string, int> _collection;
    private readonly Index<int, string, int> _byParity;
    private readonly Derived<Unit, int> _count;
    private readonly Derived<string, string> _texts;
    private readonly Memo<string, string> _memo;
    private readonly Memo<int, int> _groupSize;

    protected CollectionContract()
    {
        _source = _graph.AddSource<string, int>("source");
        _collection = Wire(_graph, _source);
        _byParity = _graph.AddIndex<int, string, int>("by parity", _collection, (key, value, sink) => sink.Add(value % 2));
        _count = _graph.DeriveSingleton("count", reads => reads.All(_collection).Count);
        Source<string, string> names = _graph.AddSource<string, string>("names");
        _texts = _graph.Derive<string, string, string, string>("texts", names, (key, value, reads, output) =>
            output.Add(key, reads.TryGet(_collection, value, out int number) ? value + number : value + "?"));
        _memo = _graph.AddMemo<string, string>("memo", (key, reads) => reads.TryGet(_collection, key, out int value) ? "is " + value : "absent");
        _groupSize = _graph.AddMemo<int, int>("group size", (key, reads) => reads.Lookup(_byParity, key).Count);
        _graph.Build();
        ChangeBatch batch = _graph.NewBatch();
        batch.Upsert(names, ClusterId.None, "n", "b");
        _graph.Apply(batch);
    }

    [Fact]
    public void TryGet_PresentAndAbsent()
    {
        Revision revision = Set(("a", 1)).Revision;
        Assert.True(revision.TryGet(_collection, "a", out int value));
        Assert.Equal(1, value);
        Assert.False(revision.TryGet(_collection, "b", out _));
    }

    [Fact]
    public void All_IsInKeyOrder()
    {
        Revision revision = Set(("b", 2), ("B", 4), ("a", 1), ("é", 3)).Revision;
        Assert.Equal(["B", "a", "b", "é"], revision.All(_collection).ToArray().Select(entry => entry.Key));
        Assert.Equal(4, revision.Count(_collection));
    }

    [Fact]
    public void Lookup_IsInKeyOrderAndFollowsValues()
    {
        Revision first = Set(("c", 1), ("a", 1), ("b", 2)).Revision;
        Assert.Equal([new("a", 1), new("c", 1)], first.Lookup(_byParity, 1).ToArray());
        Revision second = Set(("a", 4), ("b", 6)).Revision;
        Assert.Equal([new("c", 1)], second.Lookup(_byParity, 1).ToArray());
        Assert.Equal([new("a", 4), new("b", 6)], second.Lookup(_byParity, 0).ToArray());
        Assert.Equal([new("a", 1), new("c", 1)], first.Lookup(_byParity, 1).ToArray());
        Assert.Equal(0, second.Lookup(_byParity, 9).Count);
    }

    [Fact]
    public void Changes_SayOldAndNewInKeyOrder()
    {
        Set(("a", 1), ("b", 2), ("c", 3));
        TurnResult result = Set(("c", 5), ("b", -1), ("a", 1), ("d", 4));
        Assert.Equal(
            [new("b", true, 2, false, 0), new("c", true, 3, true, 5), new("d", false, 0, true, 4)],
            result.Changes(_collection));
    }

    [Fact]
    public void Revision_Old_IsNotChangedByLaterTurns()
    {
        Revision old = Set(("a", 1), ("b", 2)).Revision;
        Set(("a", -1), ("b", 3), ("c", 4));
        Assert.Equal([new("a", 1), new("b", 2)], old.All(_collection).ToArray());
        Assert.Equal("is 1", old.Get(_memo, "a"));
        Assert.True(old.TryGet(_count, out int count));
        Assert.Equal(2, count);
    }

    [Fact]
    public void Readers_OfKeyGroupAndAll_RunExactlyWhenWhatTheyReadChanged()
    {
        Set(("a", 1), ("b", 2));
        Assert.Equal(["count", "texts"], ReadersThatRan(Set(("b", 4))));
        Assert.Equal(["count"], ReadersThatRan(Set(("a", 3))));
        Assert.Empty(ReadersThatRan(Set(("a", 3))));
        TurnResult gone = Set(("b", -1));
        Assert.Equal(["count", "texts"], ReadersThatRan(gone));
        Assert.True(gone.Revision.TryGet(_texts, "n", out string? text));
        Assert.Equal("b?", text);
    }

    [Fact]
    public void Memos_OfKeyAndGroup_AreComputedExactlyWhenWhatTheyReadChanged()
    {
        Set(("a", 1), ("b", 2));
        Demand();
        _graph.TakeMemoLedger();
        Set(("c", 2));
        Demand();
        Assert.Equal(["group size 0"], MemosThatRan());
        Set(("a", 3));
        Demand();
        Assert.Equal(["group size 1", "memo a"], MemosThatRan());
        Set(("a", -1));
        Demand();
        Assert.Equal(["group size 1", "memo a"], MemosThatRan());
        Assert.Equal("absent", _graph.Current.Get(_memo, "a"));
    }

    [Fact]
    public void Verify_AfterEdits_FindsNothing()
    {
        for (int i = 0; i < 50; i++)
        {
            Set(("k" + (i * 7 % 11), i % 5 == 0 ? -1 : i), ("k" + (i * 3 % 11), i));
            Demand();
        }

        VerifyResult result = _graph.Verify();
        Assert.Empty(result.Findings);
        Assert.True(result.Checked > 0);
    }

    /// <summary>Makes the collection under test: the same entries as <paramref name="source"/>.</summary>
    protected abstract Collection<string, int> Wire(Graph graph, Source<string, int> source);

    private TurnResult Set(params (string Key, int Value)[] entries)
    {
        ChangeBatch batch = _graph.NewBatch();
        foreach ((string key, int value) in entries)
        {
            if (value < 0)
            {
                batch.Delete(_source, ClusterId.None, key);
            }
            else
            {
                batch.Upsert(_source, ClusterId.None, key, value);
            }
        }

        TurnResult result = _graph.Apply(batch);
        Assert.Empty(result.Errors);
        return result;
    }

    private void Demand()
    {
        _graph.Current.Get(_memo, "a");
        _graph.Current.Get(_groupSize, 0);
        _graph.Current.Get(_groupSize, 1);
    }

    private static List<string> ReadersThatRan(TurnResult result) =>
        [.. result.Ledger.Select(entry => entry.Node).Where(node => node is "count" or "texts")];

    private List<string> MemosThatRan() => [.. _graph.TakeMemoLedger().Select(entry => $"{entry.Node} {entry.Key}").Order(StringComparer.Ordinal)];
}
