using Istiod.Primitives;

namespace Istiod.Incremental.Tests;

/// <summary>Memos: demand, invalidation, cut-off, memory.</summary>
public sealed class MemoTests
{
    private readonly Graph _graph = new(new GraphOptions { KeepLedger = true, UnreferencedMemoCapacity = 2 });
    private readonly Source<int, int> _numbers;
    private readonly Memo<int, string> _parity;
    private readonly Memo<string, string> _view;

    public MemoTests()
    {
        _numbers = _graph.AddSource<int, int>("numbers");
        _parity = _graph.AddMemo<int, string>("parity", (key, reads) =>
            reads.TryGet(_numbers, key, out int value) ? (value % 2 == 0 ? "even" : "odd") : throw new KeyNotFoundException("no " + key));
        _view = _graph.AddMemo<string, string>("view", (key, reads) =>
        {
            string text = "";
            foreach (string part in key.Split(','))
            {
                text += reads.Get(_parity, int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)) + ";";
            }

            return text;
        });
        _graph.Build();
    }

    [Fact]
    public void Get_Again_DoesNotComputeAgain()
    {
        Set((1, 1), (2, 2));
        Assert.Equal("odd;even;", _graph.Current.Get(_view, "1,2"));
        Assert.Equal(3, _graph.TakeMemoLedger().Count);
        _graph.Current.Get(_view, "1,2");
        Set((9, 9));
        _graph.Current.Get(_view, "1,2");
        Assert.Empty(_graph.TakeMemoLedger());
    }

    [Fact]
    public void Get_AfterFragmentChangedToEqual_KeepsTheViewInstance()
    {
        Set((1, 1), (2, 2));
        string before = _graph.Current.Get(_view, "1,2");
        _graph.TakeMemoLedger();
        Set((1, 3));
        Assert.Same(before, _graph.Current.Get(_view, "1,2"));
        Assert.Equal([new LedgerEntry("parity", 1)], _graph.TakeMemoLedger());
    }

    [Fact]
    public void Get_AfterFragmentChanged_ComputesFragmentAndViewOnce()
    {
        Set((1, 1), (2, 2));
        _graph.Current.Get(_view, "1,2");
        _graph.TakeMemoLedger();
        Set((1, 2));
        Assert.Equal("even;even;", _graph.Current.Get(_view, "1,2"));
        Assert.Equal([new LedgerEntry("parity", 1), new LedgerEntry("view", "1,2")], _graph.TakeMemoLedger());
    }

    [Fact]
    public void Get_AtAnOldRevision_GivesTheOldValue()
    {
        Set((1, 1), (2, 2));
        Revision old = _graph.Current;
        string first = old.Get(_view, "1,2");
        Set((1, 2));
        Assert.Equal("even;even;", _graph.Current.Get(_view, "1,2"));
        Assert.Equal(first, old.Get(_view, "1,2"));
        Assert.Equal("odd", old.Get(_parity, 1));
        Assert.Same(old.Get(_view, "1"), old.Get(_view, "1"));
    }

    [Fact]
    public void DirtyMemos_ListsRetainedKeysThatReadWhatChanged()
    {
        Set((1, 1), (2, 2), (3, 3));
        _view.Retain("1,2");
        _view.Retain("3");
        _graph.Current.Get(_view, "1,2");
        _graph.Current.Get(_view, "3");
        Assert.Equal(["1,2"], Set((1, 2)).DirtyKeys(_view));
        Assert.Equal(["1,2"], Set((9, 9)).DirtyKeys(_view)); // still not brought up to date
        _graph.Current.Get(_view, "1,2");
        Assert.Empty(Set((8, 8)).DirtyMemos);
        _view.Release("3");
        Assert.Empty(Set((3, 4)).DirtyMemos);
    }

    [Fact]
    public void Get_FunctionThrows_KeepsTheLastGoodValueOrTells()
    {
        Assert.IsType<KeyNotFoundException>(
            Assert.Throws<DerivationException>(() => _graph.Current.Get(_parity, 1)).InnerException);
        Set((1, 1));
        Assert.Equal("odd", _graph.Current.Get(_parity, 1));
        ChangeBatch batch = _graph.NewBatch();
        batch.Delete(_numbers, ClusterId.None, 1);
        _graph.Apply(batch);
        Assert.Equal("odd", _graph.Current.Get(_parity, 1));
        TurnResult next = Set((1, 2));
        Assert.Equal("parity", Assert.Single(next.Errors).Node);
        Assert.Equal("even", _graph.Current.Get(_parity, 1));
    }

    [Fact]
    public void Release_LastReference_FreesTheKeyAndWhatItRead()
    {
        Set((1, 1), (2, 2), (3, 3), (4, 4), (5, 5));
        foreach (string key in (string[])["1", "2", "3", "4", "5"])
        {
            _view.Retain(key);
            _graph.Current.Get(_view, key);
        }

        Assert.Equal(5, _graph.Report().Memos[1].Count);
        foreach (string key in (string[])["1", "2", "3", "4", "5"])
        {
            _view.Release(key);
        }

        GraphReport report = _graph.Report();
        Assert.Equal(2, report.Memos[1].Count);
        Assert.Equal(4, report.Memos[0].Count); // two that views in the queue read, two in the queue
        Assert.Equal(4, report.Collections.Single(collection => collection.Name == "numbers").MemoEdges);
        Assert.Throws<InvalidOperationException>(() => _view.Release("1"));
    }

    [Fact]
    public void View_OnlyMembersChanged_IsUpdatedByThoseOnly()
    {
        Graph graph = new(new GraphOptions { KeepLedger = true });
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Source<int, int> scopes = graph.AddSource<int, int>("scopes");
        Memo<int, int> halves = graph.AddMemo<int, int>("halves", (key, reads) => reads.TryGet(numbers, key, out int value) ? value / 2 : -1);
        List<string> updates = [];
        Memo<int, int[]> view = graph.AddView<int, int, int, int[]>(
            "view",
            halves,
            (key, reads) =>
            {
                reads.TryGet(scopes, key, out int count);
                int[] members = new int[count];
                for (int i = 0; i < count; i++)
                {
                    members[i] = reads.Get(halves, i);
                }

                updates.Add("build");
                return members;
            },
            (key, before, changes) =>
            {
                int[] now = (int[])before.Clone();
                foreach (KeyValuePair<int, int> change in changes)
                {
                    now[change.Key] = change.Value;
                    updates.Add($"{change.Key}={change.Value}");
                }

                return now;
            });
        graph.Build();
        view.Retain(0);
        Apply((numbers, 0, 10), (numbers, 1, 20), (numbers, 2, 30), (scopes, 0, 2));
        Assert.Equal([5, 10], graph.Current.Get(view, 0));
        int[] before = graph.Current.Get(view, 0);
        Assert.Single(Apply((numbers, 0, 11)).DirtyMemos);
        Assert.Same(before, graph.Current.Get(view, 0));
        Apply((numbers, 1, 40));
        Apply((numbers, 0, 50));
        Assert.Equal([25, 20], graph.Current.Get(view, 0));
        Assert.Empty(Apply((numbers, 2, 70)).DirtyMemos);
        Apply((numbers, 1, 60), (scopes, 0, 3));
        Assert.Equal([25, 30, 35], graph.Current.Get(view, 0));
        Apply((numbers, 2, 80));
        Assert.Equal([25, 30, 40], graph.Current.Get(view, 0));
        Assert.Equal(["build", "0=25", "1=20", "build", "2=40"], updates.Select(update => update));

        TurnResult Apply(params (Source<int, int> Source, int Key, int Value)[] entries)
        {
            ChangeBatch batch = graph.NewBatch();
            foreach ((Source<int, int> source, int key, int value) in entries)
            {
                batch.Upsert(source, ClusterId.None, key, value);
            }

            return graph.Apply(batch);
        }
    }

    [Fact]
    public void Derive_ReadsAMemo_IsRefused()
    {
        Graph graph = new();
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Memo<int, int> memo = graph.AddMemo<int, int>("memo", (key, reads) => key);
        graph.Derive<int, int, int, int>("derived", numbers, (key, value, reads, output) => output.Add(key, reads.Get(memo, key)));
        graph.Build();
        ChangeBatch batch = graph.NewBatch();
        batch.Upsert(numbers, ClusterId.None, 1, 1);
        Assert.Single(graph.Apply(batch).Errors);
    }

    private TurnResult Set(params (int Key, int Value)[] entries)
    {
        ChangeBatch batch = _graph.NewBatch();
        foreach ((int key, int value) in entries)
        {
            batch.Upsert(_numbers, ClusterId.None, key, value);
        }

        return _graph.Apply(batch);
    }
}
