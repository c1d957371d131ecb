using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Meshes;
using Istiod.Files;

namespace Istiod.Benchmarks.Translate;

/// <summary>Stage 7: model → bytes, one fragment at a time and all of a proxy's.</summary>
internal sealed class TranslateStage : IStage
{
    private const int Services = 1000;

    public string Name => "translate";

    public IEnumerable<Sample> Samples()
    {
        FragmentBench fragments = new();
        yield return new Operation("one cluster", 500, fragments.Cluster);
        yield return new Operation("endpoints of one cluster", 500, fragments.Endpoints);
        yield return new Operation("virtual host of one service", 500, fragments.Host);

        IReadOnlyList<ConfigChange> objects = BenchMesh.Objects(Services, 2);
        BenchMesh? mesh = null;
        BenchProxy? proxy = null;
        yield return new Operation("views of the first proxy, 1000 services", 1, _ => Load(ref proxy, mesh))
        {
            Prepare = _ => mesh = new BenchMesh(objects),
        };
        yield return new Operation("views of a further proxy like it, and closed", 100, _ =>
        {
            using BenchProxy next = new(mesh!.Pipeline, 1); // made by the operation before
            next.Load();
        });
        yield return new Operation("views of the first proxy of a further namespace", 10, i =>
        {
            using BenchProxy next = new(mesh!.Pipeline, 1, $"further-{i}"); // made above
            next.Load();
        });
        yield return new Retention("a further namespace with a proxy of 1000 services", 20, () => Namespaces(mesh!, 20)); // made above
        GC.KeepAlive(proxy);
    }

    private static BenchProxy[] Namespaces(BenchMesh mesh, int count)
    {
        BenchProxy[] proxies = new BenchProxy[count];
        for (int i = 0; i < count; i++)
        {
            proxies[i] = new BenchProxy(mesh.Pipeline, 1, $"kept-{i}");
            proxies[i].Load();
        }

        return proxies;
    }

    private static void Load(ref BenchProxy? proxy, BenchMesh? mesh)
    {
        proxy = new BenchProxy(mesh!.Pipeline, 0); // prepared
        proxy.Load();
        if (proxy.Count < 2 * Services)
        {
            throw new InvalidOperationException("resources are missing");
        }
    }
}
