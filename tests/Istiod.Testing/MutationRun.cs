using Istiod.Incremental;
using Istiod.Incremental.Turns;

namespace Istiod.Testing;

/// <summary>Shows that the equivalence test of an area would notice a read that is not recorded.</summary>
public static class MutationRun
{
    /// <summary>The read sites that showed so far: tables of collections, and memos of whose values some are in memory.</summary>
    public static IReadOnlyList<ReadSite> Sites(Graph graph)
    {
        List<ReadSite> sites = [];
        HashSet<int> whole = [];
        foreach (Collection collection in graph.Collections)
        {
            whole.Add(collection.AllTableId);
        }

        foreach (SkippedRead site in graph.ReadSites())
        {
            sites.Add(new ReadSite(
                site.Consumer.Name,
                site.Consumer.Order,
                site.Memo?.Name ?? graph.TableName(site.TableId) + (whole.Contains(site.TableId) ? " (all)" : ""),
                site.Memo?.Order ?? site.TableId,
                site.Memo is not null));
        }

        return sites;
    }

    /// <summary>Stops a graph of the same wiring from recording a read.</summary>
    public static void Skip(Graph graph, ReadSite site)
    {
        GraphNode consumer = graph.NodeAt(site.ConsumerOrder);
        graph.SkippedRead = site.IsMemo
            ? new SkippedRead(consumer, 0, (Memo)graph.NodeAt(site.Place))
            : new SkippedRead(consumer, site.Place);
    }

    /// <summary>Computes the values of a site's consumer afresh: of no other node can they be wrong through a read that is left out there.</summary>
    /// <returns>The first that differs; <c>null</c> if none does.</returns>
    public static string? Check(Graph graph, ReadSite site)
    {
        Verification verification = new(graph.Current, new Reads(graph), 1, 0);
        switch (graph.NodeAt(site.ConsumerOrder))
        {
            case Collection collection:
                collection.Verify(verification);
                break;
            case Memo memo:
                memo.Verify(verification);
                break;
            default:
                throw new ArgumentException($"{site} is no read of this graph", nameof(site));
        }

        return verification.Findings.Count > 0 ? verification.Findings[0].ToString() : null;
    }

    /// <summary>Leaves out the recording of each read site (consumer, table) in turn, and runs a scenario that must notice.</summary>
    /// <param name="scenario">Edits through the harness it gets; the same edits each time.</param>
    /// <param name="noticed">How many of the left out sites a comparison noticed.</param>
    /// <returns>The sites that no comparison noticed, as <c>consumer reads table</c>; should be empty.</returns>
    public static IReadOnlyList<string> FindSurvivors<TWiring>(
        Func<TWiring> wire,
        Func<TWiring, Graph> graphOf,
        Action<TWiring, Revision>? demand,
        Action<EquivalenceHarness<TWiring>> scenario,
        out int noticed)
    {
        EquivalenceHarness<TWiring> whole = new(wire, graphOf, demand);
        scenario(whole);
        List<string> survivors = [];
        noticed = 0;
        foreach (ReadSite site in Sites(whole.Graph))
        {
            EquivalenceHarness<TWiring> mutant = new(wire, graphOf, demand);
            Skip(mutant.Graph, site);
            try
            {
                scenario(mutant);
                survivors.Add(site.ToString());
            }
            catch (EquivalenceException)
            {
                noticed++; // as it should be
            }
        }

        return survivors;
    }
}
