using Istiod.Render.Tests.Equivalence;
using Istiod.Render.Tests.Mesh;

namespace Istiod.Render.Tests;

/// <summary>After any edits the views of proxies are those of a pipeline that saw only the outcome: names, versions and bytes.</summary>
/// <remarks>
/// ISTIOD_SEQUENCES sets how many sequences each area plays, ISTIOD_SEED where the seeds start. A failure is shrunk and printed.
/// </remarks>
public sealed class EquivalenceTests
{
    [Theory]
    [InlineData("services")]
    [InlineData("workloads")]
    [InlineData("entries")]
    [InlineData("routes")]
    [InlineData("rules")]
    [InlineData("security")]
    [InlineData("gateways")]
    [InlineData("extensions")]
    [InlineData("ingress")]
    [InlineData("secrets")]
    [InlineData("settings")]
    [InlineData("all")]
    public void Views_AfterRandomEdits_EqualThoseOfAFreshPipeline(string area)
    {
        MeshScenario scenario = new(area);
        int first = Knobs.Number("ISTIOD_SEED", 1);
        int count = Knobs.Number("ISTIOD_SEQUENCES", 200);
        EditRun quick = new(TestProxies.Some, 0.15);
        EditRun verifying = new(TestProxies.Some, 0.15) { Verifies = true };
        for (int seed = first; seed < first + count; seed++)
        {
            List<List<MeshEdit>> turns = scenario.Generate(seed, 5);

            // To compute the whole graph afresh costs as much as the sequence itself.
            EditRun run = seed % 4 == 0 ? verifying : quick;
            if (run.Play(turns, seed) is { } failure)
            {
                EditRun whole = new(TestProxies.Some, 1) { Verifies = true };
                if (whole.Play(turns, seed) is not null)
                {
                    turns = Shrinker.Shrink(turns, shorter => whole.Play(shorter, seed) is not null);
                    failure = whole.Play(turns, seed) ?? failure;
                }

                Assert.Fail($"area {area}, seed {seed}: {failure}\n{MeshScenario.Describe(turns)}");
            }
        }
    }
}
