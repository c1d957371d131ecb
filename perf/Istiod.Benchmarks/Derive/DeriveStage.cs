using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Meshes;
using Istiod.Files;

namespace Istiod.Benchmarks.Derive;

/// <summary>Stages 4 to 9 through the product's own pipeline: a turn, and the views of the proxies that it reaches.</summary>
internal sealed class DeriveStage : IStage
{
    private const int Services = 1000;

    public string Name => "derive";

    public IEnumerable<Sample> Samples()
    {
        IReadOnlyList<ConfigChange> objects = BenchMesh.Objects(Services, 100);
        yield return new Operation("1000 services and 100 pods loaded", 1, _ => GC.KeepAlive(new BenchMesh(objects)));
        BenchMesh small = new BenchMesh(BenchMesh.Objects(100, 100)).WithProxies(10);
        yield return Endpoint("endpoint changed, turn, 100 services, 10 proxies", small, isPushed: false);
        yield return Endpoint("endpoint changed, turn and views, 100 services, 10 proxies", small, isPushed: true);
        BenchMesh mesh = new(objects);
        yield return new Retention("a service of 1000 with 5 endpoints, and its part of one proxy's views", Services, () =>
            new BenchMesh(BenchMesh.Objects(Services, 100)).WithProxies(1));
        yield return new Operation("endpoint changed, turn, 1000 services, no proxy", 512, _ => mesh.ChangeEndpoint());
        mesh.WithProxies(10);
        foreach (Sample sample in Changes(mesh, 10))
        {
            yield return sample;
        }

        // Of pods that are alike: what a further one costs while it is connected.
        yield return new Retention("a further proxy of 1000 services", 90, () => mesh.WithProxies(100));
        foreach (Sample sample in Changes(mesh, 100))
        {
            yield return sample;
        }

        ConfigChange pod = mesh.Reader.Change(MeshTexts.Pod(1, "client"));
        yield return new Operation("pod upserted, nothing of it changed", 1000, _ => mesh.Turn(pod));
    }

    private static IEnumerable<Sample> Changes(BenchMesh mesh, int proxies)
    {
        string suffix = $"1000 services, {proxies} proxies";
        yield return Endpoint($"endpoint changed, turn, {suffix}", mesh, isPushed: false);
        yield return Endpoint($"endpoint changed, turn and views, {suffix}", mesh, isPushed: true);

        ConfigChange[] routes =
        [
            mesh.Reader.Change(MeshTexts.VirtualService(5, 1)), mesh.Reader.Change(MeshTexts.VirtualService(5, 2)),
        ];
        yield return Push($"VirtualService changed, turn and views, {suffix}", mesh, 4, routes, proxies);
        ConfigChange[] coming = [routes[0] with { Object = null }, routes[1]];
        yield return Push($"VirtualService comes or goes, turn and views, {suffix}", mesh, 4, coming, proxies);
        ConfigChange[] labels =
        [
            mesh.Reader.Change(MeshTexts.Pod(0, "renamed")), mesh.Reader.Change(MeshTexts.Pod(0, "client")),
        ];
        yield return Push($"pod relabelled, turn and views, {suffix}", mesh, 20, labels, 0);
    }

    private static Operation Endpoint(string name, BenchMesh mesh, bool isPushed) => isPushed
        ? new Operation(name, 64, _ =>
        {
            mesh.ChangeEndpoint();
            Push(name, mesh, mesh.Proxies.Count);
        })
        : new Operation(name, 64, _ => mesh.ChangeEndpoint()) { Prepare = _ => mesh.Push() };

    private static Operation Push(string name, BenchMesh mesh, int count, ConfigChange[] changes, int least) =>
        new(name, count, i =>
        {
            mesh.Turn(changes[i % changes.Length]);
            Push(name, mesh, least);
        })
        {
            WarmUp = changes.Length,
        };

    private static void Push(string name, BenchMesh mesh, int least)
    {
        if (mesh.Push() < least)
        {
            throw new InvalidOperationException($"{name}: a proxy got nothing");
        }
    }
}
