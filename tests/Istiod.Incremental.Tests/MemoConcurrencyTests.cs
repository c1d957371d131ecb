using Istiod.Primitives;

namespace Istiod.Incremental.Tests;

/// <summary>Memos read by several threads while turns run.</summary>
public sealed class MemoConcurrencyTests
{
    private const int Keys = 16;
    private static readonly ClusterId Here = new("here");

    [Fact]
    public void Get_WhileTurnsRun_IsRightForItsRevision()
    {
        Graph graph = new(new GraphOptions { UnreferencedMemoCapacity = 8 });
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Derived<int, int> squares = graph.Derive<int, int, int, int>("squares", numbers, (key, value, reads, output) => output.Add(key, value * value));
        Memo<int, int> fragment = graph.AddMemo<int, int>("fragment", (key, reads) => reads.TryGet(squares, key, out int value) ? value : -1);
        Memo<int, int> pair = graph.AddMemo<int, int>("pair", (key, reads) => reads.Get(fragment, key) + reads.Get(fragment, (key + 1) % Keys));
        Memo<int, int> view = graph.AddMemo<int, int>("view", (key, reads) =>
        {
            int sum = 0;
            for (int i = 0; i < Keys; i += key + 1)
            {
                sum += reads.Get(pair, i);
            }

            return sum;
        });
        graph.Build();
        for (int key = 0; key < 3; key++)
        {
            view.Retain(key);
        }

        bool isDone = false;
        List<Exception> failures = [];
        Thread[] readers = new Thread[3];
        int reads = 0;
        for (int i = 0; i < readers.Length; i++)
        {
            int seed = i;
            readers[i] = new Thread(() =>
            {
                Random random = new(seed);
                try
                {
                    while (!Volatile.Read(ref isDone))
                    {
                        Revision revision = graph.Current;
                        for (int j = 0; j < 3; j++)
                        {
                            int key = random.Next(3);
                            Assert.Equal(Expected(revision, squares, key), revision.Get(view, key));
                            int other = random.Next(Keys);
                            Assert.Equal(revision.TryGet(squares, other, out int value) ? value : -1, revision.Get(fragment, other));
                            Interlocked.Increment(ref reads);
                        }
                    }
                }
                catch (Exception exception)
                {
                    lock (failures)
                    {
                        failures.Add(exception);
                    }
                }
            });
            readers[i].Start();
        }

        Random edits = new(7);
        for (int turn = 0; turn < 3000; turn++)
        {
            ChangeBatch batch = graph.NewBatch();
            int key = edits.Next(Keys);
            if (edits.Next(4) == 0)
            {
                batch.Delete(numbers, Here, key);
            }
            else
            {
                batch.Upsert(numbers, Here, key, edits.Next(6) - 3);
            }

            graph.Apply(batch);
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref reads) > 2000 || failures.Count > 0);
        Volatile.Write(ref isDone, true);
        foreach (Thread reader in readers)
        {
            reader.Join();
        }

        Assert.Empty(failures);
        Assert.Empty(graph.Verify().Findings);
        for (int key = 0; key < 3; key++)
        {
            Assert.Equal(Expected(graph.Current, squares, key), graph.Current.Get(view, key));
        }
    }

    [Fact]
    public void Get_ManyThreadsOneKey_ComputesOnce()
    {
        int runs = 0;
        using Barrier atOnce = new(4);
        using ManualResetEventSlim started = new();
        Graph graph = new();
        Memo<int, object> memo = graph.AddMemo<int, object>("memo", (key, reads) =>
        {
            Interlocked.Increment(ref runs);
            started.Wait();
            return new object();
        });
        graph.Build();
        object[] results = new object[4];
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            int number = i;
            threads[i] = new Thread(() =>
            {
                atOnce.SignalAndWait();
                results[number] = graph.Current.Get(memo, 1);
            });
            threads[i].Start();
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref runs) > 0);
        started.Set();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(1, runs);
        Assert.All(results, result => Assert.Same(results[0], result));
    }

    [Fact]
    public void Apply_WhileAMemoIsComputed_IsNotMissed()
    {
        using ManualResetEventSlim reading = new();
        using ManualResetEventSlim turned = new();
        Graph graph = new();
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Memo<int, int> memo = graph.AddMemo<int, int>("memo", (key, reads) =>
        {
            reads.TryGet(numbers, key, out int value);
            reading.Set();
            turned.Wait();
            return value;
        });
        graph.Build();
        Set(graph, numbers, 1);
        memo.Retain(1);
        Revision before = graph.Current;
        int got = 0;
        Thread reader = new(() => got = before.Get(memo, 1));
        reader.Start();
        reading.Wait();
        TurnResult result = Set(graph, numbers, 2);
        turned.Set();
        reader.Join();
        Assert.Equal(1, got);
        Assert.Equal([1], result.DirtyKeys(memo));
        Assert.Equal(2, result.Revision.Get(memo, 1));
        Assert.Equal(1, before.Get(memo, 1));
    }

    [Fact]
    public void Get_OvertakenByATurnThatTouchesNothingItRead_IsNotComputedAgain()
    {
        using ManualResetEventSlim reading = new();
        using ManualResetEventSlim turned = new();
        int runs = 0;
        Graph graph = new();
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Source<int, int> others = graph.AddSource<int, int>("others");
        Index<int, int, int> odd = graph.AddIndex<int, int, int>("odd", numbers, (key, value, sink) => sink.Add(value % 2));
        Memo<int, int> part = graph.AddMemo<int, int>("part", (key, reads) => reads.Lookup(odd, key).Count);
        Memo<int, int> memo = graph.AddMemo<int, int>("memo", (key, reads) =>
        {
            int value = reads.Get(part, 1) + (reads.TryGet(numbers, 1, out int number) ? number : 0) + reads.All(numbers).Count;
            Interlocked.Increment(ref runs);
            reading.Set();
            turned.Wait();
            return value;
        });
        graph.Build();
        Set(graph, numbers, 1);
        memo.Retain(7);
        Revision before = graph.Current;
        int got = 0;
        Thread reader = new(() => got = before.Get(memo, 7));
        reader.Start();
        reading.Wait();
        TurnResult first = Set(graph, others, 5);
        TurnResult second = Set(graph, others, 6);
        turned.Set();
        reader.Join();
        Assert.Equal(3, got);
        Assert.Equal([7], first.DirtyKeys(memo));
        Assert.Equal([7], second.DirtyKeys(memo));
        Assert.Equal(3, second.Revision.Get(memo, 7));
        Assert.Equal(1, runs);
        Assert.Equal([7], Set(graph, numbers, 2).DirtyKeys(memo));
        Assert.Equal(3, graph.Current.Get(memo, 7));
        Assert.Equal(2, runs);
        Assert.Empty(Set(graph, others, 7).DirtyMemos);
    }

    private static TurnResult Set(Graph graph, Source<int, int> numbers, int value)
    {
        ChangeBatch batch = graph.NewBatch();
        batch.Upsert(numbers, Here, 1, value);
        return graph.Apply(batch);
    }

    private static int Expected(Revision revision, Derived<int, int> squares, int view)
    {
        int sum = 0;
        for (int i = 0; i < Keys; i += view + 1)
        {
            sum += revision.TryGet(squares, i, out int first) ? first : -1;
            sum += revision.TryGet(squares, (i + 1) % Keys, out int second) ? second : -1;
        }

        return sum;
    }
}
