using Istiod.Config;
using Istiod.Config.Mesh;
using Istiod.Files;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Render;

namespace Istiod.Benchmarks.Meshes;

/// <summary>The product's pipeline with the load in it, and proxies that keep their views.</summary>
internal sealed class BenchMesh
{
    private static readonly ClusterId s_cluster = new("Kubernetes");

    // 64 slices in two states each: one after the other, each is a change.
    private const int Changing = 64;

    private readonly List<BenchProxy> _proxies = [];
    private readonly ConfigChange[] _slices = new ConfigChange[2 * Changing];
    private int _changes;

    /// <summary>Loads objects, in one turn.</summary>
    /// <param name="objects">As <see cref="Objects"/> makes them.</param>
    public BenchMesh(IReadOnlyList<ConfigChange> objects)
    {
        Pipeline = new MeshPipeline(new MeshSettings { Mesh = MeshDefaults.Mesh(), Networks = new MeshNetworks() });
        ChangeBatch batch = Pipeline.Graph.NewBatch();
        Pipeline.Add(batch, s_cluster, new ConfigBatch(objects, []));
        Apply(batch);
        for (int i = 0; i < _slices.Length; i++)
        {
            _slices[i] = Reader.Change(MeshTexts.Slice(i % Changing, 1 + (i / Changing)));
        }
    }

    public ObjectReader Reader { get; } = new();

    public MeshPipeline Pipeline { get; }

    public IReadOnlyList<BenchProxy> Proxies => _proxies;

    /// <summary>Services, their endpoints, and pods.</summary>
    public static IReadOnlyList<ConfigChange> Objects(int services, int pods)
    {
        ObjectReader reader = new();
        List<ConfigChange> objects = [reader.Change(MeshTexts.NamespaceObject()), reader.Change(MeshTexts.Node())];
        for (int i = 0; i < services; i++)
        {
            objects.Add(reader.Change(MeshTexts.Service(i)));
            objects.Add(reader.Change(MeshTexts.Slice(i, 0)));
        }

        for (int i = 0; i < pods; i++)
        {
            objects.Add(reader.Change(MeshTexts.Pod(i, "client")));
        }

        return objects;
    }

    /// <summary>One turn of one change, without copies of our own.</summary>
    public void Turn(ConfigChange change)
    {
        ChangeBatch batch = Pipeline.Graph.NewBatch();
        ObjectKey key = new(s_cluster, change.Key.Namespace, change.Key.Name);
        Source<ObjectKey, ConfigObject> source = Pipeline.Sources.Of(change.Kind);
        if (change.Object is null)
        {
            batch.Delete(source, s_cluster, key);
        }
        else
        {
            batch.Upsert(source, s_cluster, key, change.Object);
        }

        Apply(batch);
    }

    /// <summary>One turn in which an address of one endpoint becomes another.</summary>
    public void ChangeEndpoint() => Turn(_slices[_changes++ % _slices.Length]);

    /// <summary>Opens proxies until there are so many; each has all its views then.</summary>
    public BenchMesh WithProxies(int count)
    {
        while (_proxies.Count < count)
        {
            BenchProxy proxy = new(Pipeline, _proxies.Count);
            proxy.Load();
            _proxies.Add(proxy);
        }

        return this;
    }

    /// <summary>Every proxy whose views may have changed asks for them and works out what it would be sent.</summary>
    /// <returns>Resources that would be sent.</returns>
    public int Push()
    {
        int sent = 0;
        foreach (BenchProxy proxy in _proxies)
        {
            sent += proxy.Push();
        }

        return sent;
    }

    private void Apply(ChangeBatch batch)
    {
        TurnResult result = Pipeline.Apply(batch);
        if (result.Errors.Count > 0)
        {
            throw new InvalidOperationException(result.Errors[0].ToString());
        }
    }
}
