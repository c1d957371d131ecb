using Istiod.Compiler.Security;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Security.V1Beta1;
using Mode = Istiod.Protos.Istio.Security.V1Beta1.PeerAuthentication.Types.MutualTLS.Types.Mode;
using MutualTls = Istiod.Protos.Istio.Security.V1Beta1.PeerAuthentication.Types.MutualTLS;
using Selector = Istiod.Protos.Istio.Type.V1Beta1.WorkloadSelector;

namespace Istiod.Compiler.Tests.Security;

public sealed class PeerAuthenticationAreaTests
{
    private static readonly ClusterId Cluster = new("Kubernetes");
    private static readonly LabelSet Web = LabelSet.From([new("app", "web")]);

    private readonly Graph _graph = new();
    private readonly MeshSources _sources;
    private readonly PeerAuthenticationArea _area;
    private readonly ChangeBatch _batch;

    public PeerAuthenticationAreaTests()
    {
        _sources = new MeshSources(_graph);
        _area = PeerAuthenticationArea.Wire(_graph, _sources);
        _graph.Build();
        _batch = _graph.NewBatch();
        _batch.Upsert(_sources.Settings, Cluster, SettingsKey.Mesh, new MeshSettings
        {
            Mesh = new MeshConfig { RootNamespace = "root" },
            Networks = new MeshNetworks(),
        });
    }

    private void Add(string namespaceName, string name, int age, PeerAuthentication spec) => _batch.Upsert(
        _sources.Of(KindCatalog.PeerAuthentication),
        Cluster,
        new ObjectKey(Cluster, namespaceName, name),
        new ConfigObject(
            KindCatalog.PeerAuthentication,
            new ObjectMeta
            {
                Namespace = namespaceName,
                Name = name,
                CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(-age),
            },
            spec));

    private InboundMtls Of(string namespaceName)
    {
        _graph.Apply(_batch);
        return _graph.Current.Get(_area.Inbound, new WorkloadSelector(namespaceName, Web));
    }

    private static PeerAuthentication Policy(Mode mode, bool isForWeb = false) => new()
    {
        Mtls = new MutualTls { Mode = mode },
        Selector = isForWeb ? new Selector { MatchLabels = { ["app"] = "web" } } : null,
    };

    [Fact]
    public void Workload_WithoutPolicies_IsPermissive() => Assert.Equal(MtlsMode.Permissive, Of("shop").Mode);

    [Fact]
    public void NamespacePolicy_OverridesMesh()
    {
        Add("root", "default", 0, Policy(Mode.Strict));
        Add("shop", "default", 0, Policy(Mode.Disable));

        Assert.Equal(MtlsMode.Disable, Of("shop").Mode);
        Assert.Equal(MtlsMode.Strict, _graph.Current.Get(_area.Inbound, new WorkloadSelector("other", Web)).Mode);
        Assert.Equal(MtlsMode.Disable, _graph.Current.Get(_area.Namespaces, "shop"));
    }

    [Fact]
    public void UnsetNamespacePolicy_InheritsMesh()
    {
        Add("root", "default", 0, Policy(Mode.Strict));
        Add("shop", "default", 0, Policy(Mode.Unset));

        Assert.Equal(MtlsMode.Strict, Of("shop").Mode);
        Assert.Equal(MtlsMode.Strict, _graph.Current.Get(_area.Namespaces, "shop"));
    }

    [Fact]
    public void OldestPolicyOfAScope_Wins()
    {
        Add("shop", "a", 1, Policy(Mode.Disable, isForWeb: true));
        Add("shop", "b", 2, Policy(Mode.Strict, isForWeb: true));

        Assert.Equal(MtlsMode.Strict, Of("shop").Mode);
    }

    [Fact]
    public void PolicyWithSelector_InRootNamespace_IsIgnored()
    {
        Add("root", "web", 0, Policy(Mode.Strict, isForWeb: true));

        Assert.Equal(MtlsMode.Permissive, Of("shop").Mode);
    }

    [Fact]
    public void UnsetPort_InheritsWorkload()
    {
        PeerAuthentication policy = Policy(Mode.Strict, isForWeb: true);
        policy.PortLevelMtls[80] = new MutualTls { Mode = Mode.Unset };
        policy.PortLevelMtls[81] = new MutualTls { Mode = Mode.Disable };
        Add("shop", "web", 0, policy);

        InboundMtls mtls = Of("shop");

        Assert.Equal(MtlsMode.Strict, mtls.ForPort(80));
        Assert.Equal(MtlsMode.Disable, mtls.ForPort(81));
    }

    [Fact]
    public void Namespace_WithoutAnyPolicy_IsUnknown()
    {
        _graph.Apply(_batch);

        Assert.Equal(MtlsMode.Unknown, _graph.Current.Get(_area.Namespaces, "shop"));
    }
}
