using System.Text.RegularExpressions;
using Istiod.Render.Tests.Equivalence;
using Istiod.Render.Tests.Mesh;
using Istiod.Testing;
using Xunit.Abstractions;

namespace Istiod.Render.Tests;

/// <summary>The equivalence test would notice a read that is not recorded: each read site of the whole wiring is left out once.</summary>
/// <remarks>
/// Takes minutes, so it runs on demand: ISTIOD_MUTATIONS is a regular expression over <c>consumer reads node</c>, e.g. <c>.</c>;
/// ISTIOD_SWEEP names an area of which each choice is changed alone, instead of random edits of all; ISTIOD_MUTATIONS_LOG names a file that gets each survivor as it is found. Without it one site of each kind must be noticed.
/// </remarks>
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly int s_sequences = int.TryParse(Environment.GetEnvironmentVariable("ISTIOD_SEQUENCES"), out int n) ? n : 12;

    private static readonly string[] s_areas =
        ["all", "services", "workloads", "entries", "routes", "rules", "security", "gateways", "settings"];

    private static readonly HashSet<string> s_always = new(StringComparer.Ordinal)
    {
        "endpoints reads slice-endpoints-by-service",
        "cluster reads services",
        "proxy-workloads reads pod-workloads",
        "clusters-outbound reads cluster (memo)",
        "rds-views reads rds-configurations (memo)",
    };

    [Fact]
    public void Views_WithOneReadNotRecorded_DifferSomewhere()
    {
        string? pattern = Environment.GetEnvironmentVariable("ISTIOD_MUTATIONS");
        List<Trial> trials = Trials(pattern is null ? 2 : s_sequences, out List<ReadSite> sites);
        List<string> survivors = [];
        int tried = 0;
        foreach (ReadSite site in sites)
        {
            bool isTried = pattern is null
                ? s_always.Contains(site.ToString())
                : Regex.IsMatch(site.ToString(), pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            if (!isTried)
            {
                continue;
            }

            tried++;
            if (!IsNoticed(site, trials))
            {
                survivors.Add(site.ToString());
                if (Environment.GetEnvironmentVariable("ISTIOD_MUTATIONS_LOG") is { } log)
                {
                    File.AppendAllText(log, $"{site}\n");
                }
            }
        }

        Assert.True(tried >= (pattern is null ? s_always.Count : 1));
        foreach (Trial trial in trials)
        {
            trial.Dispose();
        }

        output.WriteLine($"{sites.Count} read sites, {tried} left out one by one, {survivors.Count} not noticed");
        foreach (string survivor in survivors)
        {
            output.WriteLine(survivor);
        }

        Assert.All(survivors, survivor => Assert.Contains(survivor, CoveredReads.Reasons.Keys));
    }

    private static List<Trial> Trials(int sequences, out List<ReadSite> sites)
    {
        List<Trial> trials = [];
        SortedDictionary<string, ReadSite> found = new(StringComparer.Ordinal);
        string? area = Environment.GetEnvironmentVariable("ISTIOD_SWEEP");
        for (int seed = 1; seed <= sequences; seed++)
        {
            foreach (string each in area is null ? s_areas : [area])
            {
                MeshScenario scenario = new(each);
                List<List<MeshEdit>> turns = area is null ? scenario.Generate(seed, 8) : scenario.Sweep(seed);
                trials.Add(new Trial(turns, seed));
                Trial trial = trials[^1];
                EditRun run = new(TestProxies.Some, 1);
                Assert.Null(run.Play(turns, seed, trial.Expected));
                foreach (ReadSite site in MutationRun.Sites(run.Graph ?? throw new InvalidOperationException("it ran")))
                {
                    found[site.ToString()] = site;
                }

            }
        }

        sites = [.. found.Values];
        return trials;
    }

    private static bool IsNoticed(ReadSite site, List<Trial> trials)
    {
        foreach (Trial trial in trials)
        {
            EditRun run = new(TestProxies.Some, 1, graph => MutationRun.Skip(graph, site)) { ComparesBytes = false };
            if (run.Play(trial.Turns, trial.Seed, trial.Expected) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Trial(List<List<MeshEdit>> turns, int seed) : IDisposable
    {
        public List<List<MeshEdit>> Turns { get; } = turns;

        public int Seed { get; } = seed;

        public ExpectedViews Expected { get; } = new(TestProxies.Some, turns);

        public void Dispose() => Expected.Dispose();
    }
}
