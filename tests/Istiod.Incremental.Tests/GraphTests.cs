using Istiod.Primitives;

namespace Istiod.Incremental.Tests;

/// <summary>Wiring and turns on small graphs.</summary>
public sealed class GraphTests
{
    private static readonly ClusterId East = new("east");
    private static readonly ClusterId West = new("west");

    [Fact]
    public void Apply_Upsert_FlowsThroughDerivedIndexAndMemo()
    {
        Graph graph = new();
        Source<string, int> numbers = graph.AddSource<string, int>("numbers");
        Derived<string, int> doubled = graph.Derive<string, int, string, int>(
            "doubled", numbers, (key, value, reads, output) => output.Add(key, value * 2));
        Index<bool, string, int> large = graph.AddIndex<bool, string, int>("large", doubled, (key, value, sink) => sink.Add(value >= 10));
        Memo<bool, int> sum = graph.AddMemo<bool, int>("sum", (key, reads) =>
        {
            int total = 0;
            foreach ((string _, int value) in reads.Lookup(large, key))
            {
                total += value;
            }

            return total;
        });
        graph.Build();

        Revision first = Apply(graph, batch =>
        {
            batch.Upsert(numbers, East, "a", 1);
            batch.Upsert(numbers, East, "b", 5);
            batch.Upsert(numbers, East, "c", 6);
        }).Revision;
        Assert.Equal(22, first.Get(sum, true));
        Assert.Equal(2, first.Get(sum, false));

        Revision second = Apply(graph, batch => batch.Upsert(numbers, East, "a", 7)).Revision;
        Assert.Equal(36, second.Get(sum, true));
        Assert.Equal(0, second.Get(sum, false));
        Assert.Equal(22, first.Get(sum, true));
        Assert.True(first.Number < second.Number);
        Assert.Empty(graph.Verify().Findings);
    }

    [Fact]
    public void Apply_EqualValue_GivesNoNewRevision()
    {
        Graph graph = new();
        Source<string, int> numbers = graph.AddSource<string, int>("numbers");
        graph.Build();
        TurnResult first = Apply(graph, batch => batch.Upsert(numbers, East, "a", 1));
        TurnResult second = Apply(graph, batch => batch.Upsert(numbers, East, "a", 1));
        Assert.Same(first.Revision, second.Revision);
        Assert.False(second.HasChanges);
    }

    [Fact]
    public void Apply_ChangeThatDerivesTheSame_StopsAtTheCutOff()
    {
        Graph graph = new(new GraphOptions { KeepLedger = true });
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Derived<int, bool> odd = graph.Derive<int, int, int, bool>("odd", numbers, (key, value, reads, output) => output.Add(key, value % 2 == 1));
        graph.Derive<int, bool, int, string>("text", odd, (key, value, reads, output) => output.Add(key, value.ToString()));
        graph.Build();
        Apply(graph, batch => batch.Upsert(numbers, East, 1, 1));
        TurnResult result = Apply(graph, batch => batch.Upsert(numbers, East, 1, 3));
        Assert.Equal([new LedgerEntry("odd", 1)], result.Ledger);
        Assert.Equal(["numbers"], result.ChangedCollections().Select(collection => collection.Name));
    }

    [Fact]
    public void Derive_ReadOfAbsentKey_RunsAgainWhenItAppears()
    {
        Graph graph = new(new GraphOptions { KeepLedger = true });
        Source<int, int> names = graph.AddSource<int, int>("names");
        Source<int, string> texts = graph.AddSource<int, string>("texts");
        Derived<int, string> joined = graph.Derive<int, int, int, string>("joined", names, (key, value, reads, output) =>
            output.Add(key, reads.TryGet(texts, value, out string? text) ? text : "none"));
        graph.Build();
        Apply(graph, batch =>
        {
            batch.Upsert(names, East, 1, 10);
            batch.Upsert(names, East, 2, 20);
        });
        TurnResult result = Apply(graph, batch => batch.Upsert(texts, East, 10, "ten"));
        Assert.Equal([new LedgerEntry("joined", 1)], result.Ledger);
        Assert.True(result.Revision.TryGet(joined, 1, out string? value));
        Assert.Equal("ten", value);
    }

    [Fact]
    public void Derive_TwoInputsOneKey_MergesInInputOrderWhateverTheOrderOfEvents()
    {
        Graph graph = new();
        Source<int, string> parts = graph.AddSource<int, string>("parts");
        Derived<string, string> whole = graph.Derive<int, string, string, string>(
            "whole",
            parts,
            (key, value, reads, output) => output.Add("all", value),
            merge: (key, contributions) =>
            {
                string text = "";
                foreach (KeyValuePair<int, string> part in contributions)
                {
                    text += part.Value;
                }

                return text;
            });
        graph.Build();
        Apply(graph, batch => batch.Upsert(parts, East, 3, "c"));
        Apply(graph, batch => batch.Upsert(parts, East, 1, "a"));
        TurnResult result = Apply(graph, batch => batch.Upsert(parts, East, 2, "b"));
        Assert.True(result.Revision.TryGet(whole, "all", out string? text));
        Assert.Equal("abc", text);
        result = Apply(graph, batch =>
        {
            batch.Delete(parts, East, 3);
            batch.Delete(parts, East, 1);
        });
        Assert.True(result.Revision.TryGet(whole, "all", out text));
        Assert.Equal("b", text);
        result = Apply(graph, batch => batch.Delete(parts, East, 2));
        Assert.False(result.Revision.TryGet(whole, "all", out _));
    }

    [Fact]
    public void Derive_TwoInputsOneKeyWithoutMerge_FirstWinsAndTheClashIsReported()
    {
        Graph graph = new();
        Source<int, string> parts = graph.AddSource<int, string>("parts");
        Derived<string, string> whole = graph.Derive<int, string, string, string>(
            "whole", parts, (key, value, reads, output) => output.Add("all", value));
        graph.Build();
        Apply(graph, batch => batch.Upsert(parts, East, 2, "b"));
        TurnResult clash = Apply(graph, batch => batch.Upsert(parts, East, 1, "a"));
        Assert.Equal("whole", Assert.Single(clash.Errors).Node);
        Assert.True(clash.Revision.TryGet(whole, "all", out string? text));
        Assert.Equal("a", text);
        TurnResult after = Apply(graph, batch => batch.Delete(parts, East, 1));
        Assert.Empty(after.Errors);
        Assert.True(after.Revision.TryGet(whole, "all", out text));
        Assert.Equal("b", text);
    }

    [Fact]
    public void Derive_KeyMovesFromOneInputToAnother_IsNoClash()
    {
        Graph graph = new();
        Source<int, string> parts = graph.AddSource<int, string>("parts");
        Derived<string, int> owner = graph.Derive<int, string, string, int>(
            "owner", parts, (key, value, reads, output) => output.Add(value, key));
        graph.Build();
        Apply(graph, batch =>
        {
            batch.Upsert(parts, East, 1, "x");
            batch.Upsert(parts, East, 2, "y");
        });
        TurnResult result = Apply(graph, batch =>
        {
            batch.Upsert(parts, East, 1, "y");
            batch.Upsert(parts, East, 2, "x");
        });
        Assert.Empty(result.Errors);
        Assert.Equal([new("x", 2), new("y", 1)], result.Revision.All(owner).ToArray());
        Assert.Empty(graph.Verify().Findings);
    }

    [Fact]
    public void Derive_FunctionThrows_KeepsTheLastGoodValueAndHealsByItsReads()
    {
        Graph graph = new();
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Source<int, int> divisors = graph.AddSource<int, int>("divisors");
        Derived<int, int> quotients = graph.Derive<int, int, int, int>("quotients", numbers, (key, value, reads, output) =>
        {
            reads.TryGet(divisors, 0, out int divisor);
            output.Add(key, value / divisor);
        });
        graph.Build();
        Apply(graph, batch =>
        {
            batch.Upsert(divisors, East, 0, 2);
            batch.Upsert(numbers, East, 1, 10);
        });
        TurnResult failed = Apply(graph, batch => batch.Upsert(divisors, East, 0, 0));
        Assert.IsType<DivideByZeroException>(Assert.Single(failed.Errors).Exception);
        Assert.True(failed.Revision.TryGet(quotients, 1, out int value));
        Assert.Equal(5, value);
        TurnResult healed = Apply(graph, batch => batch.Upsert(divisors, East, 0, 5));
        Assert.Empty(healed.Errors);
        Assert.True(healed.Revision.TryGet(quotients, 1, out value));
        Assert.Equal(2, value);
        Assert.Equal(1, graph.Report().Errors);
    }

    [Fact]
    public void Derive_ReadsALaterCollection_IsRefusedAsACycle()
    {
        Graph graph = new();
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Derived<int, int>? later = null;
        graph.Derive<int, int, int, int>("early", numbers, (key, value, reads, output) => reads.TryGet(later!, key, out _));
        later = graph.Derive<int, int, int, int>("later", numbers, (key, value, reads, output) => output.Add(key, value));
        graph.Build();
        TurnResult result = Apply(graph, batch => batch.Upsert(numbers, East, 1, 1));
        Assert.Contains("cycle", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddSource_AfterBuild_IsRefused()
    {
        Graph graph = new Graph().Build();
        Assert.Throws<InvalidOperationException>(() => graph.AddSource<int, int>("late"));
    }

    [Fact]
    public void AddSource_NameTwice_IsRefused()
    {
        Graph graph = new();
        graph.AddSource<int, int>("numbers");
        Assert.Throws<InvalidOperationException>(() => graph.AddSource<int, int>("numbers"));
    }

    [Fact]
    public void DropPartition_RemovesItsKeysOnly()
    {
        Graph graph = new();
        Source<int, string> pods = graph.AddSource<int, string>("pods");
        Source<int, string> nodes = graph.AddSource<int, string>("nodes");
        graph.Build();
        Apply(graph, batch =>
        {
            batch.Upsert(pods, East, 1, "a");
            batch.Upsert(pods, West, 2, "b");
            batch.Upsert(nodes, West, 3, "c");
        });
        TurnResult result = Apply(graph, batch => batch.DropPartition(West));
        Assert.Equal([new(1, "a")], result.Revision.All(pods).ToArray());
        Assert.Equal(0, result.Revision.Count(nodes));
    }

    [Fact]
    public void Replace_KeepsEqualEntriesAndOtherPartitions()
    {
        Graph graph = new();
        Source<int, string> pods = graph.AddSource<int, string>("pods");
        graph.Build();
        Apply(graph, batch =>
        {
            batch.Upsert(pods, East, 1, "a");
            batch.Upsert(pods, East, 2, "b");
            batch.Upsert(pods, West, 3, "c");
        });
        TurnResult result = Apply(graph, batch => batch.Replace(pods, East, [new(2, "b"), new(4, "d")]));
        Assert.Equal([new(2, "b"), new(3, "c"), new(4, "d")], result.Revision.All(pods).ToArray());
        Assert.Equal([1, 4], result.Changes(pods).Select(change => change.Key));
    }

    [Fact]
    public void Upsert_KeyOfAnotherPartition_IsRefusedAndReported()
    {
        Graph graph = new();
        Source<int, string> pods = graph.AddSource<int, string>("pods");
        graph.Build();
        Apply(graph, batch => batch.Upsert(pods, East, 1, "a"));
        TurnResult result = Apply(graph, batch => batch.Upsert(pods, West, 1, "b"));
        Assert.Single(result.Errors);
        Assert.True(result.Revision.TryGet(pods, 1, out string? value));
        Assert.Equal("a", value);
    }

    [Fact]
    public void DeriveSingleton_ExistsAfterTheFirstTurn()
    {
        Graph graph = new();
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        Derived<Unit, int> count = graph.DeriveSingleton("count", reads => reads.All(numbers).Count);
        graph.Build();
        Assert.True(Apply(graph, _ => { }).Revision.TryGet(count, out int value));
        Assert.Equal(0, value);
        Assert.True(Apply(graph, batch => batch.Upsert(numbers, East, 1, 1)).Revision.TryGet(count, out value));
        Assert.Equal(1, value);
        Assert.Equal(["count"], graph.Report().Collections.Single(report => report.Name == "numbers").AllReaders);
    }

    private static TurnResult Apply(Graph graph, Action<ChangeBatch> edit)
    {
        ChangeBatch batch = graph.NewBatch();
        edit(batch);
        return graph.Apply(batch);
    }
}
