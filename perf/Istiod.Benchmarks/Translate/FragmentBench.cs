using Istiod.Benchmarks.Meshes;
using Istiod.Compiler;
using Istiod.Config.Mesh;
using Istiod.Envoy.Clusters;
using Istiod.Envoy.Endpoints;
using Istiod.Envoy.Routes;
using Istiod.Files;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Resources;

namespace Istiod.Benchmarks.Translate;

/// <summary>The builders of single fragments over a small mesh; each run has a key of its own, so nothing is remembered.</summary>
internal sealed class FragmentBench
{
    private const int Services = 64;

    private static readonly ClusterId s_cluster = new("Kubernetes");

    private static readonly MeshSettings s_settings = new() { Mesh = MeshDefaults.Mesh(), Networks = new MeshNetworks() };

    private readonly Graph _graph = new();
    private readonly Memo<int, XdsResource> _clusters;
    private readonly Memo<int, XdsResource> _endpoints;
    private readonly Memo<int, Segment> _hosts;

    private static ProxyIdentity Client => BenchProxy.Identity(0);

    public FragmentBench()
    {
        ResourceStore store = new();
        MeshSources sources = new(_graph);
        MeshModel model = MeshCompiler.Wire(_graph, sources);
        OutboundClusterBuilder clusters = new(model, new DnsClusterEndpoints(model));
        AssignmentBuilder endpoints = new(model);
        ServiceHosts hosts = new(model, store);
        ClusterTraits traits = ClusterTraits.Of(Client, s_settings);
        HostTraits hostTraits = RouteTraits.Of(Client, LabelSet.Empty, s_settings).ForHosts;
        _clusters = _graph.AddMemo<int, XdsResource>("bench-cluster", (number, reads) =>
        {
            ClusterDraft draft = clusters.Build(new ClusterKey(Service(number), 80, "", null, traits, null), reads)
                ?? throw new InvalidOperationException("no cluster");
            Protos.Envoy.Config.Cluster.V3.Cluster cluster = draft.Build();
            return store.Create(cluster.Name, cluster);
        });
        _endpoints = _graph.AddMemo<int, XdsResource>("bench-endpoints", (number, reads) =>
        {
            AssignmentKey key = new(Service(number), 80, "", null, new EndpointClient());
            return store.Create(key.ToString(), endpoints.Build(key, reads));
        });
        _hosts = _graph.AddMemo<int, Segment>("bench-hosts", (number, reads) =>
            hosts.Build(new ServiceHostKey(Service(number), default, 80, hostTraits, null), reads)?.Segment
                ?? throw new InvalidOperationException("no virtual host"));
        _graph.Build();
        Load(sources);
    }

    public void Cluster(int number) => _graph.Current.Get(_clusters, number);

    public void Endpoints(int number) => _graph.Current.Get(_endpoints, number);

    public void Host(int number) => _graph.Current.Get(_hosts, number);

    private static ServiceKey Service(int number) =>
        new(MeshTexts.Namespace, new Hostname($"svc-{number % Services}.{MeshTexts.Namespace}.svc.cluster.local"));

    private void Load(MeshSources sources)
    {
        ObjectReader reader = new();
        ChangeBatch batch = _graph.NewBatch();
        batch.Upsert(
            sources.Settings,
            ClusterId.None,
            SettingsKey.Mesh,
            s_settings);
        List<string> texts = [MeshTexts.NamespaceObject(), MeshTexts.Node()];
        for (int i = 0; i < Services; i++)
        {
            texts.Add(MeshTexts.Service(i));
            texts.Add(MeshTexts.Slice(i, 0));
        }

        foreach (string text in texts)
        {
            ConfigChange change = reader.Change(text);
            batch.Upsert(
                sources.Of(change.Kind),
                s_cluster,
                new ObjectKey(s_cluster, change.Key.Namespace, change.Key.Name),
                change.Object!); // just read
        }

        _graph.Apply(batch);
    }
}
