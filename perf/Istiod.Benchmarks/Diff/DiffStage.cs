using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Meshes;
using Istiod.Resources;

namespace Istiod.Benchmarks.Diff;

/// <summary>Stage 9: two views → what is sent.</summary>
internal sealed class DiffStage : IStage
{
    public string Name => "diff";

    public IEnumerable<Sample> Samples()
    {
        ResourceView before = ResourceView.Take(MadeResources.All(0));
        ResourceChange[] change = [new(MadeResources.Name(500), MadeResources.One(500, 1))];
        ResourceView after = before.With(change);
        ResourceView unlike = ResourceView.Take(MadeResources.All(1));
        yield return new Operation("walk of 1001, one changed", 2000, _ => Walk(before, after));
        yield return new Operation("walk of 1001, all changed", 500, _ => Walk(before, unlike));
        yield return new Operation("delta of 1001, one changed, first stream", 1000, i =>
            ((i & 1) == 0 ? after : before).With(change).DeltaSince(before));
        yield return new Operation("delta of 1001, one changed, next stream", 100_000, _ => after.DeltaSince(before));
        yield return new Operation("delta of 1001 from nothing, next stream", 100_000, _ => after.DeltaSince(ResourceView.Empty));
    }

    private static void Walk(ResourceView before, ResourceView after)
    {
        int changes = 0;
        foreach (ResourceChange change in after.ChangesSince(before))
        {
            changes += change.Resource is null ? 0 : 1;
        }

        if (changes == 0)
        {
            throw new InvalidOperationException("nothing changed");
        }
    }
}
