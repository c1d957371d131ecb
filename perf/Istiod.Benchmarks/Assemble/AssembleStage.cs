using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Meshes;
using Istiod.Resources;

namespace Istiod.Benchmarks.Assemble;

/// <summary>Stage 8: resources → views.</summary>
internal sealed class AssembleStage : IStage
{
    // The collector counts in steps of 8 KB: one view alone would be lost in them.
    private const int Kept = 100;

    public string Name => "assemble";

    public IEnumerable<Sample> Samples()
    {
        XdsResource[] resources = MadeResources.All(0);
        XdsResource[] sorted = [.. resources];
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        ResourceView view = ResourceView.Take([.. resources]);
        ResourceView other = ResourceView.Take([MadeResources.One(5000, 0), MadeResources.One(5001, 0)]);
        XdsResource[] changed = [MadeResources.One(500, 1), MadeResources.One(500, 2)];
        ResourceChange[] change = new ResourceChange[1];
        yield return new Operation("view of 1001, in no order", 200, _ => ResourceView.Take([.. resources]));
        yield return new Operation("view of 1001, in order", 1000, _ => ResourceView.Take([.. sorted]));
        yield return new Operation("one of 1001 replaced", 5000, i =>
        {
            change[0] = new ResourceChange(changed[i & 1].Name, changed[i & 1]);
            view.With(change);
        });
        yield return new Operation("two joined to 1001", 2000, _ => view.Merge(other));
        yield return new Operation("names of 1001 as UTF-8, first look-up", 200, i =>
        {
            change[0] = new ResourceChange(changed[i & 1].Name, changed[i & 1]);
            view.With(change).IndexOfUtf8("outbound|80||svc-7.load.svc.cluster.local"u8);
        });
        yield return new Retention("a view of 1001", Kept, () => Views(resources));
    }

    private static ResourceView[] Views(XdsResource[] resources)
    {
        ResourceView[] views = new ResourceView[Kept];
        for (int i = 0; i < views.Length; i++)
        {
            views[i] = ResourceView.Take([.. resources]);
        }

        return views;
    }
}
