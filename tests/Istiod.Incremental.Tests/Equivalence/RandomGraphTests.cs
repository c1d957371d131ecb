using FsCheck.Xunit;
using Istiod.Testing;

namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>Random graphs under random edits: right values, and exactly the affected keys ran.</summary>
public sealed class RandomGraphTests
{
    [Property(MaxTest = 300, EndSize = 120)]
    public bool Turns_AnyGraphAndEdits_EqualTheModelAndRunExactlyTheAffectedKeys(int seed, int[] edits)
    {
        GraphSpec spec = GraphSpec.Random(seed);
        SpecGraph graph = new(spec);
        GraphModel model = new(spec);
        SpecEdits plain = new();
        List<(Revision Revision, string Dump)> history = [];
        foreach (TurnResult result in Turns(graph, plain, edits))
        {
            HashSet<(int Node, int Key)> expected = [];
            HashSet<(int Memo, int Key)> expectedMemos = [];
            model.Turn(plain.Sources, expected, expectedMemos);
            Assert.Empty(result.Errors);
            AssertRan(expected, result.Ledger, 'c');
            AssertState(spec, graph, model, result.Revision);
            graph.DemandAll(result.Revision);
            AssertRan(expectedMemos, graph.Graph.TakeMemoLedger(), 'm');
            for (int memo = 0; memo < spec.Memos.Length; memo++)
            {
                for (int key = 0; key < SpecFunction.Keys; key++)
                {
                    Assert.Equal(model.MemoValue(memo, key), result.Revision.Get(graph.Memos[memo], key));
                }
            }

            Assert.Empty(graph.Graph.Verify().Findings);
            history.Add((result.Revision, Dump(spec, graph, result.Revision)));
        }

        foreach ((Revision revision, string dump) in history)
        {
            Assert.Equal(dump, Dump(spec, graph, revision));
        }

        return true;
    }

    [Property(MaxTest = 200, EndSize = 100)]
    public bool Turns_AnyGraphAndEditsSomeMemosDemanded_EqualAFromScratchGraph(int seed, int[] edits)
    {
        GraphSpec spec = GraphSpec.Random(seed);
        Random random = new(seed);
        EquivalenceHarness<SpecGraph> harness = new(
            () => new SpecGraph(spec),
            graph => graph.Graph,
            (graph, revision) =>
            {
                for (int i = 0; i < 4; i++)
                {
                    revision.Get(graph.Memos[random.Next(graph.Memos.Length)], random.Next(SpecFunction.Keys));
                    revision.Get(graph.View, random.Next(SpecFunction.Keys));
                }
            });
        SpecEdits plain = new();
        int at = 0;
        while (at < edits.Length)
        {
            harness.Apply((graph, batch) =>
            {
                while (at < edits.Length && !plain.Add(edits[at++], graph, batch))
                {
                }
            });
        }

        return true;
    }

    [Property(MaxTest = 100, EndSize = 100)]
    public bool DirtyMemos_AnyGraphAndEdits_ListEveryRetainedKeyThatChanged(int seed, int[] edits)
    {
        GraphSpec spec = GraphSpec.Random(seed);
        SpecGraph graph = new(spec);
        Memo<int, int> memo = graph.Memos[^1];
        int[] shown = new int[SpecFunction.Keys];
        for (int key = 0; key < shown.Length; key++)
        {
            memo.Retain(key);
            shown[key] = graph.Graph.Current.Get(memo, key);
        }

        Random random = new(seed);
        foreach (TurnResult result in Turns(graph, new SpecEdits(), edits))
        {
            HashSet<int> dirty = [.. result.DirtyKeys(memo)];
            for (int key = 0; key < shown.Length; key++)
            {
                // A consumer brings some dirty keys up to date now and leaves others for a later turn.
                if (dirty.Contains(key) && random.Next(3) > 0)
                {
                    shown[key] = result.Revision.Get(memo, key);
                }
                else if (!dirty.Contains(key))
                {
                    Assert.Equal(result.Revision.Get(memo, key), shown[key]);
                }
            }
        }

        return true;
    }

    [Fact]
    public void Mutants_ReadsThatAreNotRecorded_AreNoticed()
    {
        int noticed = 0;
        int survived = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            GraphSpec spec = GraphSpec.Random(seed);
            IReadOnlyList<string> survivors = MutationRun.FindSurvivors(
                () => new SpecGraph(spec),
                graph => graph.Graph,
                (graph, revision) => graph.DemandAll(revision),
                harness =>
                {
                    SpecEdits plain = new();
                    for (int edit = 0; edit < 60; edit++)
                    {
                        harness.Apply((graph, batch) => plain.Add(edit, graph, batch));
                    }
                },
                out int now);
            survived += survivors.Count;
            noticed += now;
        }

        // Made-up functions also read things twice over (one key of a collection, and all of it): such a site may go unnoticed.
        Assert.True(noticed > 90, $"noticed {noticed}");
        Assert.True(survived * 10 <= noticed, $"noticed {noticed}, survived {survived}");
    }

    private static IEnumerable<TurnResult> Turns(SpecGraph graph, SpecEdits plain, int[] edits)
    {
        ChangeBatch batch = graph.Graph.NewBatch();
        foreach (int edit in edits)
        {
            if (plain.Add(edit, graph, batch))
            {
                yield return graph.Graph.Apply(batch);
                batch = graph.Graph.NewBatch();
            }
        }

        yield return graph.Graph.Apply(batch);
    }

    private static void AssertRan(HashSet<(int Node, int Key)> expected, IReadOnlyList<LedgerEntry> ledger, char prefix)
    {
        List<(int Node, int Key)> ran = [];
        foreach (LedgerEntry entry in ledger)
        {
            Assert.Equal(prefix, entry.Node[0]);
            ran.Add((int.Parse(entry.Node.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture), (int)entry.Key));
        }

        Assert.Equal(expected.Order(), ran.Order()); // as lists: no key twice
    }

    private static void AssertState(GraphSpec spec, SpecGraph graph, GraphModel model, Revision revision)
    {
        for (int i = 0; i < spec.CollectionCount; i++)
        {
            Assert.Equal(model.State(i), revision.All(graph.Collection(i)).ToArray());
        }
    }

    private static string Dump(GraphSpec spec, SpecGraph graph, Revision revision)
    {
        System.Text.StringBuilder dump = new();
        for (int i = 0; i < spec.CollectionCount; i++)
        {
            foreach ((int key, int value) in revision.All(graph.Collection(i)))
            {
                dump.Append(key).Append('=').Append(value).Append(' ');
            }
        }

        foreach (Memo<int, int> memo in graph.Memos)
        {
            for (int key = 0; key < SpecFunction.Keys; key++)
            {
                dump.Append(revision.Get(memo, key)).Append(' ');
            }
        }

        return dump.ToString();
    }
}
