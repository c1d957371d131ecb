using Istiod.Primitives;

namespace Istiod.Incremental.Tests;

/// <summary>What hot operations may allocate.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void Apply_LoneChangeThroughThreeRanks_AllocatesLittle()
    {
        Graph graph = new();
        Source<int, string> source = graph.AddSource<int, string>("source");
        Collection<int, string> last = source;
        for (int rank = 0; rank < 3; rank++)
        {
            last = graph.Derive<int, string, int, string>("rank " + rank, last, (key, value, reads, output) => output.Add(key, value));
        }

        graph.Build();
        ChangeBatch load = graph.NewBatch();
        for (int key = 0; key < 1000; key++)
        {
            load.Upsert(source, ClusterId.None, key, "a");
        }

        graph.Apply(load);
        long bytes = long.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ChangeBatch batch = graph.NewBatch();
            batch.Upsert(source, ClusterId.None, 7, round % 2 == 0 ? "b" : "c");
            graph.Apply(batch);
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(bytes, 1, 7_000); // four maps of 1000 entries (about 0.8 KB each), the batch, the turn and its result
    }

    [Fact]
    public void Read_FromARevision_AllocatesNothing()
    {
        Graph graph = new();
        Source<int, string> source = graph.AddSource<int, string>("source");
        Index<int, int, string> index = graph.AddIndex<int, int, string>("index", source, (key, value, sink) => sink.Add(key % 10));
        Memo<int, string> memo = graph.AddMemo<int, string>("memo", (key, reads) => reads.TryGet(source, key, out string? value) ? value : "");
        graph.Build();
        ChangeBatch load = graph.NewBatch();
        for (int key = 0; key < 1000; key++)
        {
            load.Upsert(source, ClusterId.None, key, "a");
        }

        Revision revision = graph.Apply(load).Revision;
        long bytes = long.MaxValue;
        int seen = 0;
        for (int round = 0; round < 10; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            revision.TryGet(source, 5, out _);
            revision.Get(memo, 5);
            foreach ((int _, string _) in revision.Lookup(index, 3))
            {
                seen++;
            }

            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(1000, seen);
        Assert.Equal(0, bytes);
    }
}
