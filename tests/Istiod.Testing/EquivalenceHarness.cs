using Istiod.Incremental;

namespace Istiod.Testing;

/// <summary>Edits a graph and after every turn compares it with a from-scratch graph over the same sources.</summary>
/// <typeparam name="TWiring">The handles of one wiring: its sources, collections and memos.</typeparam>
/// <example>
/// <code>
/// EquivalenceHarness&lt;Shop&gt; harness = new(() => new Shop(), shop => shop.Graph, (shop, revision) => shop.Demand(revision));
/// harness.Apply((shop, batch) => batch.Upsert(shop.Services, ClusterId.None, key, service));
/// </code>
/// </example>
public sealed class EquivalenceHarness<TWiring>
{
    private readonly Func<TWiring> _wire;
    private readonly Func<TWiring, Graph> _graphOf;
    private readonly Action<TWiring, Revision>? _demand;
    private int _turns;

    /// <param name="wire">Makes a graph, wired and built, with no edit applied; called for every comparison.</param>
    /// <param name="graphOf">The graph of a wiring.</param>
    /// <param name="demand">Demands memos at a revision, so that they are in memory and take part in the comparison.</param>
    public EquivalenceHarness(Func<TWiring> wire, Func<TWiring, Graph> graphOf, Action<TWiring, Revision>? demand = null)
    {
        _wire = wire;
        _graphOf = graphOf;
        _demand = demand;
        Wiring = wire();
    }

    /// <summary>The incremental side.</summary>
    public TWiring Wiring { get; }

    /// <summary>The incremental graph.</summary>
    public Graph Graph => _graphOf(Wiring);

    /// <summary>Whether user functions may fail in this test; else a failure fails the test.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>Applies an edit in one turn, demands, and compares everything.</summary>
    /// <exception cref="EquivalenceException">Something differs.</exception>
    public TurnResult Apply(Action<TWiring, ChangeBatch> edit)
    {
        ChangeBatch batch = Graph.NewBatch();
        edit(Wiring, batch);
        TurnResult result = Graph.Apply(batch);
        _turns++;
        if (!AllowErrors && result.Errors.Count > 0)
        {
            throw new InvalidOperationException($"turn {_turns}: {result.Errors[0]}", result.Errors[0].Exception);
        }

        _demand?.Invoke(Wiring, result.Revision);
        Check();
        return result;
    }

    /// <summary>Compares the current state with a from-scratch one, and every cell with a fresh run.</summary>
    /// <exception cref="EquivalenceException">Something differs.</exception>
    public void Check()
    {
        Graph mine = Graph;
        Graph fresh = _graphOf(_wire());
        ChangeBatch batch = fresh.NewBatch();
        Revision now = mine.Current;
        for (int i = 0; i < mine.Collections.Count; i++)
        {
            mine.Collections[i].CopyTo(fresh.Collections[i], now.Roots, batch);
        }

        Revision scratch = fresh.Apply(batch).Revision;
        List<VerifyFinding> findings = [];
        for (int i = 0; i < mine.Collections.Count; i++)
        {
            mine.Collections[i].Compare(now.Roots, fresh.Collections[i], scratch.Roots, findings);
        }

        for (int i = 0; i < mine.Memos.Count; i++)
        {
            mine.Memos[i].Compare(now, fresh.Memos[i], scratch, findings);
        }

        if (findings.Count == 0)
        {
            findings.AddRange(mine.Verify().Findings);
        }

        if (findings.Count > 0)
        {
            throw new EquivalenceException($"turn {_turns}", findings);
        }
    }
}
