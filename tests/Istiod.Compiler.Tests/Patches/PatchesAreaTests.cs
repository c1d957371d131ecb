using Istiod.Compiler.Patches;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;
using Types = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types;

namespace Istiod.Compiler.Tests.Patches;

public sealed class PatchesAreaTests
{
    private static readonly ClusterId Cluster = new("Kubernetes");

    private readonly Graph _graph = new();
    private readonly MeshSources _sources;
    private readonly PatchesArea _area;
    private readonly ChangeBatch _batch;

    public PatchesAreaTests()
    {
        _sources = new MeshSources(_graph);
        _area = PatchesArea.Wire(_graph, _sources);
        _graph.Build();
        _batch = _graph.NewBatch();
        _batch.Upsert(_sources.Settings, Cluster, SettingsKey.Mesh, new MeshSettings
        {
            Mesh = new MeshConfig { RootNamespace = "root" },
            Networks = new MeshNetworks(),
            ConfigCluster = Cluster,
        });
    }

    [Fact]
    public void Patches_AreOrderedByPriority_ThenRoot_ThenAge()
    {
        Add("shop", "young", 1, Filter());
        Add("shop", "old", 5, Filter());
        Add("root", "root", 0, Filter());
        EnvoyFilter first = Filter();
        first.Priority = -1;
        Add("shop", "first", 0, first);
        EnvoyFilter other = Filter();
        other.WorkloadSelector = new Protos.Istio.Networking.V1Alpha3.WorkloadSelector { Labels = { ["app"] = "db" } };
        Add("shop", "other", 0, other);

        Assert.Equal(["first", "root", "old", "young"], Names("1.30.0"));
    }

    [Theory]
    [InlineData(@"^1\.30.*", "1.30.3", true)]
    [InlineData(@"^1\.30.*", "1.29.0", false)]
    [InlineData(@"^1\.30.*", "", false)]
    [InlineData("[", "", true)]
    public void Versions_AreMatched(string pattern, string version, bool isPatched)
    {
        EnvoyFilter filter = Filter();
        filter.ConfigPatches[0].Match = new Types.EnvoyConfigObjectMatch { Proxy = new Types.ProxyMatch { ProxyVersion = pattern } };
        Add("shop", "a", 0, filter);

        Assert.Equal(isPatched ? 1 : 0, Names(version).Count);
    }

    [Fact]
    public void Values_AreDecoded_AndInsertionsWithoutOrderAreAdditions()
    {
        EnvoyFilter filter = Filter();
        filter.ConfigPatches[0].Patch!.Operation = Operation.InsertFirst;
        filter.ConfigPatches.Add(new Types.EnvoyConfigObjectPatch
        {
            ApplyTo = ApplyTo.Cluster,
            Patch = new Types.Patch { Value = Struct("name", Value.For(true)) }, // no text: left out
        });
        filter.ConfigPatches.Add(new Types.EnvoyConfigObjectPatch { ApplyTo = ApplyTo.Cluster });
        Add("shop", "a", 0, filter);

        EnvoyPatch patch = Assert.Single(Read("1.30.0"));
        Assert.Equal(Operation.Add, patch.Operation);
        Assert.Equal("x", Assert.IsType<Protos.Envoy.Config.Cluster.V3.Cluster>(patch.Value).Name);
    }

    private static Struct Struct(string name, Value value) => new() { Fields = { [name] = value } };

    private static EnvoyFilter Filter() => new()
    {
        ConfigPatches =
        {
            new Types.EnvoyConfigObjectPatch
            {
                ApplyTo = ApplyTo.Cluster,
                Patch = new Types.Patch { Operation = Operation.Add, Value = Struct("name", Value.For("x")) },
            },
        },
    };

    private ValueArray<EnvoyPatch> Read(string version)
    {
        _graph.Apply(_batch);
        return _graph.Current.Get(
            _area.Workloads, new PatchTarget(new PolicyTarget("shop", LabelSet.From([new("app", "web")])), version));
    }

    private List<string> Names(string version)
    {
        List<string> names = [];
        foreach (EnvoyPatch patch in Read(version))
        {
            names.Add(patch.Filter.Name);
        }

        return names;
    }

    private void Add(string namespaceName, string name, int age, EnvoyFilter spec) => _batch.Upsert(
        _sources.Of(KindCatalog.EnvoyFilter),
        Cluster,
        new ObjectKey(Cluster, namespaceName, name),
        new ConfigObject(
            KindCatalog.EnvoyFilter,
            new ObjectMeta
            {
                Namespace = namespaceName,
                Name = name,
                CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(-age),
            },
            spec));
}
