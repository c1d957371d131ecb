using Istiod.Incremental;
using Istiod.Incremental.Turns;

namespace Istiod.Testing;

/// <summary>Shows that the equivalence test of an area would notice a read that is not recorded.</summary>
public static class MutationRun
{
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
        foreach (SkippedRead site in whole.Graph.ReadSites())
        {
            EquivalenceHarness<TWiring> mutant = new(wire, graphOf, demand);
            mutant.Graph.SkippedRead = new SkippedRead(mutant.Graph.NodeAt(site.Consumer.Order), site.TableId);
            try
            {
                scenario(mutant);
                survivors.Add($"{site.Consumer.Name} reads {whole.Graph.TableName(site.TableId)}");
            }
            catch (EquivalenceException)
            {
                noticed++; // as it should be
            }
        }

        return survivors;
    }
}
