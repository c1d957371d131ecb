using System.Text;
using Istiod.Compiler.Services;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Compiler.Tests.Registry;

/// <summary>The registry's areas over objects given as YAML.</summary>
internal sealed class RegistryMesh
{
    public static readonly ClusterId Local = new("Kubernetes");

    private readonly Graph _graph = new();
    private readonly MeshSources _sources;
    private readonly RegistryCollections _registry;

    public RegistryMesh(MeshConfig? config = null, MeshNetworks? networks = null, MeshFeatures? features = null)
    {
        _sources = new MeshSources(_graph);
        _registry = RegistryCollections.Wire(_graph, _sources);
        _graph.Build();
        config ??= new MeshConfig();
        config.TrustDomain = "cluster.local";
        ChangeBatch batch = _graph.NewBatch();
        batch.Upsert(_sources.Settings, ClusterId.None, SettingsKey.Mesh, new MeshSettings
        {
            Mesh = config,
            Networks = networks ?? new MeshNetworks(),
            Features = features ?? new MeshFeatures(),
        });
        _graph.Apply(batch);
    }

    public NetworkTable Networks => _graph.Current.TryGet(_registry.Networks, out NetworkTable? table) ? table : NetworkTable.None;

    /// <summary>Puts all documents into a cluster, in one turn; they are created one second after the other.</summary>
    public TurnResult Apply(string yaml, string cluster = "Kubernetes")
    {
        ClusterId id = new(cluster);
        ChangeBatch batch = _graph.NewBatch();
        foreach (YamlDocument document in YamlReader.ReadAll(Encoding.UTF8.GetBytes(yaml), "test", YamlOptions.Objects))
        {
            DataNode root = document.Root ?? throw new InvalidOperationException(document.Fault?.Message);
            KindDescriptor kind = KindOf(root);
            DecodeResult result = Config.Decoder.Decode(
                kind, root.ToJson(), new DateTimeOffset(2026, 1, 1, 0, 0, document.Index, TimeSpan.Zero));
            ConfigObject item = result.Object ?? throw new InvalidOperationException(result.Findings[0].Message);
            batch.Upsert(_sources.Of(kind), id, new ObjectKey(id, item.Meta.Namespace, item.Meta.Name), item);
        }

        return Check(_graph.Apply(batch));
    }

    public TurnResult Delete(KindDescriptor kind, string namespaceName, string name)
    {
        ChangeBatch batch = _graph.NewBatch();
        batch.Delete(_sources.Of(kind), Local, new ObjectKey(Local, namespaceName, name));
        return Check(_graph.Apply(batch));
    }

    public TurnResult Drop(string cluster)
    {
        ChangeBatch batch = _graph.NewBatch();
        batch.DropPartition(new ClusterId(cluster));
        return Check(_graph.Apply(batch));
    }

    public bool Has(string namespaceName, string host) =>
        _graph.Current.TryGet(_registry.Services.Services, new ServiceKey(namespaceName, new Hostname(host)), out _);

    public MeshService Service(string namespaceName, string host) =>
        _graph.Current.TryGet(
            _registry.Services.Services, new ServiceKey(namespaceName, new Hostname(host)), out MeshService? service)
            ? service
            : throw new InvalidOperationException($"no service {namespaceName}/{host}");

    public MeshService Kubernetes(string namespaceName, string name) =>
        Service(namespaceName, KubernetesServices.HostOf(name, namespaceName, "cluster.local").Value);

    public ValueArray<Endpoint> Endpoints(MeshService service) =>
        _graph.Current.TryGet(_registry.Endpoints.Endpoints, service.Key, out ServiceEndpoints? endpoints)
            ? endpoints.Endpoints
            : default;

    public ValueArray<string> Accounts(MeshService service) =>
        _graph.Current.TryGet(_registry.Endpoints.ServiceAccounts, service.Key, out ValueArray<string> accounts)
            ? accounts
            : default;

    public ProxyWorkload Workload(ProxyIdentity proxy) => _graph.Current.Get(_registry.ProxyWorkloads, proxy);

    public static ProxyIdentity Proxy(
        string name, string namespaceName, string address, LabelSet? labels = null, string cluster = "Kubernetes") => new()
    {
        Kind = ProxyKind.Sidecar,
        Id = $"{name}.{namespaceName}",
        IPAddresses = [address],
        DnsDomain = $"{namespaceName}.svc.cluster.local",
        Namespace = namespaceName,
        Cluster = new ClusterId(cluster),
        Families = AddressFamilies.IPv4,
        Metadata = new ProxyMetadata
        {
            Namespace = namespaceName,
            ClusterId = cluster,
            Labels = labels ?? LabelSet.Empty,
        },
    };

    private static KindDescriptor KindOf(DataNode root)
    {
        foreach (KindDescriptor kind in KindCatalog.All)
        {
            if (string.Equals(kind.Kind, root.TextOf("kind"), StringComparison.Ordinal)
                && kind.Serves(root.TextOf("apiVersion") ?? ""))
            {
                return kind;
            }
        }

        throw new InvalidOperationException("no such kind");
    }

    private TurnResult Check(TurnResult result)
    {
        Assert.Empty(result.Errors);
        Assert.Empty(_graph.Verify().Findings);
        return result;
    }
}
