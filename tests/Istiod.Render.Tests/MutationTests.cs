using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Istiod.Render.Tests.Equivalence;
using Xunit.Abstractions;

namespace Istiod.Render.Tests;

/// <summary>The equivalence test would notice a read that is not recorded: each read site of the whole wiring is left out once.</summary>
/// <remarks>
/// All of them take long, so that is on demand (docs/mutation-run.md): ISTIOD_MUTATIONS is a regular expression over
/// <c>consumer reads node</c>, e.g. <c>.</c>; ISTIOD_SEQUENCES the number of seeds; ISTIOD_SWEEP the areas, with commas;
/// ISTIOD_MUTATIONS_LOG a file of what was noticed, where a later run goes on; ISTIOD_MUTATIONS_MINUTES when to begin nothing new;
/// ISTIOD_MUTATIONS_VERIFY=1 compares also what does not reach a view.
/// </remarks>
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly string[] s_areas =
        ["all", "services", "workloads", "entries", "routes", "rules", "security", "gateways", "extensions", "ingress", "secrets", "settings"];

    private static readonly HashSet<string> s_always = new(StringComparer.Ordinal)
    {
        "endpoints reads slice-endpoints-by-service",
        "cluster reads services",
        "proxy-workloads reads pod-workloads",
        "clusters-outbound reads cluster (memo)",
        "rds-views reads rds-configurations (memo)",
        "clusters reads clusters-outbound (memo)",
        "endpoint-assignment reads endpoints",
        "endpoints-of-cluster reads endpoint-assignment (memo)",
        "name-table reads endpoints",
        "proxy-view reads name-table (memo)",
        "rds-service-ports reads services",
    };

    [Fact]
    public void Views_WithOneReadNotRecorded_DifferSomewhere()
    {
        MutationCampaign campaign = new(s_always.Contains, null);
        for (int seed = 1; seed <= 8 && (campaign.Tried < s_always.Count || campaign.Survivors.Count > 0); seed++)
        {
            campaign.Play("all", new MeshScenario("all").Generate(seed, 12), seed, verifies: true);
        }

        Assert.Equal(s_always.Count, campaign.Tried);
        Assert.Empty(campaign.Survivors);
    }

    [Fact]
    public void Views_WithAnyReadNotRecorded_DifferSomewhere()
    {
        if (Environment.GetEnvironmentVariable("ISTIOD_MUTATIONS") is not { Length: > 0 } pattern)
        {
            return;
        }

        MutationCampaign campaign = new(
            site => Regex.IsMatch(site, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)),
            Environment.GetEnvironmentVariable("ISTIOD_MUTATIONS_LOG"));
        bool verifies = Environment.GetEnvironmentVariable("ISTIOD_MUTATIONS_VERIFY") == "1";
        TimeSpan limit = TimeSpan.FromMinutes(Knobs.Number("ISTIOD_MUTATIONS_MINUTES", 600));
        string[] areas = Environment.GetEnvironmentVariable("ISTIOD_SWEEP") is { Length: > 0 } chosen ? chosen.Split(',') : s_areas;
        int first = Knobs.Number("ISTIOD_SEED", 1);
        long start = Stopwatch.GetTimestamp();
        for (int seed = first; seed < first + Knobs.Number("ISTIOD_SEQUENCES", 4); seed++)
        {
            foreach (string area in areas)
            {
                MeshScenario scenario = new(area);
                bool isWhole = area == "all";
                if (Stopwatch.GetElapsedTime(start) < limit)
                {
                    string name = string.Create(CultureInfo.InvariantCulture, $"{(isWhole ? "" : "sweep ")}{area} {seed}");
                    campaign.Play(name, isWhole ? scenario.Generate(seed, 24) : scenario.Sweep(seed), seed, verifies);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, {campaign.Tried} sites, {campaign.Survivors.Count} left"));
                }
            }
        }

        List<string> open = [.. campaign.Survivors.Where(site => CoveredReads.ReasonOf(site) is null)];
        output.WriteLine($"{campaign.Tried} read sites, {campaign.Survivors.Count} not noticed, {open.Count} of them without a reason");
        Assert.True(campaign.Tried > 0);
        Assert.True(open.Count == 0, string.Join("\n", open));
    }
}
