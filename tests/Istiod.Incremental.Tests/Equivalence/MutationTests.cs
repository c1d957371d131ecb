using Istiod.Primitives;
using Istiod.Testing;

namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>On a small graph where every read matters, the loss of any one recorded read is noticed.</summary>
public sealed class MutationTests
{
    private static readonly ClusterId Here = new("here");

    [Fact]
    public void FindSurvivors_GraphWhereEveryReadMatters_IsEmpty()
    {
        IReadOnlyList<string> survivors = MutationRun.FindSurvivors(
            () => new Shop(), shop => shop.Graph, (shop, revision) => shop.Demand(revision), Scenario, out int noticed);
        Assert.Empty(survivors);
        Assert.Equal(5, noticed);
    }

    private static void Scenario(EquivalenceHarness<Shop> harness)
    {
        for (int i = 0; i < 40; i++)
        {
            int step = i;
            harness.Apply((shop, batch) =>
            {
                batch.Upsert(shop.Services, Here, "s" + (step % 3), "app" + (step % 2));
                batch.Upsert(shop.Pods, Here, step % 7, "app" + (step * step % 3));
                batch.Upsert(shop.Settings, Here, default, step / 5);
            });
            harness.Apply((shop, batch) => batch.Delete(shop.Pods, Here, step * 3 % 7));
            harness.Apply((shop, batch) => batch.Upsert(shop.Policies, Here, "s" + (step % 2), step));
        }
    }

    private sealed class Shop
    {
        internal Shop()
        {
            Services = Graph.AddSource<string, string>("services");
            Pods = Graph.AddSource<int, string>("pods");
            Settings = Graph.AddSingleton<int>("settings");
            Policies = Graph.AddSource<string, int>("policies");
            Index<string, int, string> podsByApp = Graph.AddIndex<string, int, string>("pods by app", Pods, (key, app, sink) => sink.Add(app));
            Derived<string, int> endpoints = Graph.Derive<string, string, string, int>("endpoints", Services, (key, app, reads, output) =>
            {
                reads.TryGet(Settings, out int setting);
                output.Add(key, (reads.Lookup(podsByApp, app).Count * 100) + setting);
            });
            Derived<Unit, int> total = Graph.DeriveSingleton("total", reads => reads.All(endpoints).Count);
            _cluster = Graph.AddMemo<string, string>("cluster", (key, reads) =>
                reads.TryGet(endpoints, key, out int count) ? count + (reads.TryGet(Policies, key, out int policy) ? " policy " + policy : "") : "none");
            _ = total;
            Graph.Build();
        }

        private readonly Memo<string, string> _cluster;

        internal Graph Graph { get; } = new();

        internal Source<string, string> Services { get; }

        internal Source<int, string> Pods { get; }

        internal Source<Unit, int> Settings { get; }

        internal Source<string, int> Policies { get; }

        internal void Demand(Revision revision)
        {
            revision.Get(_cluster, "s0");
            revision.Get(_cluster, "s1");
        }
    }
}
